using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker;

public sealed class CaptionsTests : IAsyncLifetime
{
    private readonly CaptionsHarness _captions = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _captions.DisposeAsync();

    [Fact]
    [Trait("Length", "long")]
    public async Task Captions_are_as_accurate_as_recognising_the_whole_recording_at_once()
    {
        var sound = Sounds.TwoParts();
        var once = string.Join(' ', Recording.All.Select(r => r.Transcription));

        // Both parts are the same recordings: alone, it need not hear them twice.
        var file = _captions.Folder.File("once.wav");
        await File.WriteAllBytesAsync(file, Sounds.Join(Recording.All));
        var (code, alone) = await Sounds.RunAsync("pocketsphinx_continuous", ["-infile", file, "-logfn", "/dev/null"]);
        code.ShouldBe(0);

        var job = new RecordedJob(new CaptionsInput(UploadId: await _captions.UploadAsync(sound)));
        var (result, document) = await _captions.RunAsync(job);

        var ours = WordErrorRate.Of(Text(document), $"{once} {once}");
        var theirs = WordErrorRate.Of(alone, once);
        ours.ShouldBeLessThanOrEqualTo(theirs + 0.03, $"ours {ours:P1}, alone {theirs:P1}");
        theirs.ShouldBeLessThan(0.4, "the recogniser itself has to work for this to say anything");
        result.Words.ShouldBe(document.Cues.Sum(c => c.Words!.Count));
        result.DurationSeconds.ShouldBe((sound.Length - 44) / 32_000d, 0.01);
        JsonSerializer.Deserialize<JsonElement>(job.Checkpoints.Last()).GetProperty("parts").GetInt32().ShouldBeGreaterThan(1);
        ShouldFollowPractice(document);
        ShouldMoveForward(job);
        (await _captions.KeysAsync("work/")).Count.ShouldBe(2, "plan and result; the parts are gone");
    }

    [Fact]
    public async Task Temporary_files_are_accessible_to_their_owner_only()
    {
        ConcurrentBag<string> open = [];
        ConcurrentBag<string> files = [];
        var job = new RecordedJob(new CaptionsInput(UploadId: await _captions.UploadAsync(await File.ReadAllBytesAsync(Recording.Shortest.File))))
        {
            OnProgress = _ =>
            {
                foreach (var door in OpenPermissions.In(_captions.ScratchFolder))
                {
                    open.Add(door);
                }

                foreach (var file in Directory.EnumerateFiles(_captions.ScratchFolder, "*", SearchOption.AllDirectories))
                {
                    files.Add(Path.GetFileName(file));
                }
            },
        };
        await _captions.RunAsync(job);
        open.ShouldBeEmpty();
        files.ShouldContain("part-0.wav");
    }

    // Of captions that were not recognised before, OtherReaderTests has hundreds.
    [Fact]
    [Trait("Length", "long")]
    public async Task Independent_parsers_can_read_the_captions()
    {
        var (_, document) = await _captions.RunAsync(new CaptionsInput(UploadId: await _captions.UploadAsync(await File.ReadAllBytesAsync(Recording.All[0].File))));
        document = document with
        {
            Cues = [.. document.Cues.Select((cue, i) => i == 0 ? cue with { Text = "<i>a</i> & b --> c\nNOTE\n\nWEBVTT" } : cue)],
        };
        var read = await OtherReaders.ReadAsync(document);
        read.Errors.ShouldBeEmpty();
        read.Vtt.Length.ShouldBe(document.Cues.Count);
        read.Strict.Length.ShouldBe(document.Cues.Count);
        read.Srt.Length.ShouldBe(document.Cues.Count);
        for (var i = 0; i < document.Cues.Count; i++)
        {
            foreach (var cue in (OtherReaders.ReadCue[])[read.Strict[i], read.Srt[i]])
            {
                cue.From.ShouldBe(document.Cues[i].Start, 0.0005);
                cue.To.ShouldBe(document.Cues[i].End, 0.0005);
            }

            read.Strict[i].Text.ShouldBe(document.Cues[i].Text.Replace("\n\n", "\n", StringComparison.Ordinal));
        }
    }

    [Fact]
    public Task A_video_is_marked_as_video() => OfVideoAsync(isRecognised: false);

    [Fact]
    [Trait("Length", "long")]
    public async Task The_words_of_a_video_are_recognised() => WordErrorRate.Of(Text(await OfVideoAsync(isRecognised: true)), Recording.Shortest.Transcription).ShouldBeLessThan(0.6);

    private async Task<CaptionDocument> OfVideoAsync(bool isRecognised)
    {
        var video = _captions.Folder.File("video.mp4");
        await Sounds.FfmpegAsync("-f", "lavfi", "-i", "testsrc=size=160x120:rate=5", "-i", Recording.Shortest.File, "-shortest", "-pix_fmt", "yuv420p", "-c:a", "aac", video);
        var (result, document) = await _captions.RunAsync(new CaptionsInput(UploadId: await _captions.UploadAsync(await File.ReadAllBytesAsync(video)), Recognise: isRecognised));
        result.HasVideo.ShouldBeTrue();
        result.MediaType.ShouldBe("video/mp4");
        (await _captions.KeysAsync("captions/")).ShouldContain(result.CaptionsObject!.Replace("r0.json", "peaks", StringComparison.Ordinal));
        return document;
    }

    [Fact]
    public async Task Media_that_cannot_be_captioned_fail_with_the_reason()
    {
        var mp4 = _captions.Folder.File("sound.mp4");
        await Sounds.FfmpegAsync("-i", Recording.All[0].File, "-c:a", "aac", mp4);
        var whole = await File.ReadAllBytesAsync(mp4);
        var mute = _captions.Folder.File("mute.mp4");
        await Sounds.FfmpegAsync("-f", "lavfi", "-i", "testsrc=size=160x120:rate=5:duration=2", "-pix_fmt", "yuv420p", mute);
        var playlist = "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"u8.ToArray();

        (await CodeOfAsync(whole[..(whole.Length / 2)])).ShouldBe("truncated_media");
        (await CodeOfAsync(Sounds.Silence(5))).ShouldBe("no_speech");
        (await CodeOfAsync(await File.ReadAllBytesAsync(mute))).ShouldBe("no_audio");
        (await CodeOfAsync("only text, many words of it, and no sound at all"u8.ToArray())).ShouldBe("not_media");
        (await CodeOfAsync(playlist)).ShouldBe("not_media");
        (await CodeOfAsync(new byte[100_000])).ShouldBe("not_media");
        (await _captions.KeysAsync("work/", "captions/")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Recordings_beyond_the_maximum_length_are_refused()
    {
        await using var captions = new CaptionsHarness(("Media:MaxSeconds", "2"));
        (await captions.FailAsync(new CaptionsInput(UploadId: await captions.UploadAsync(await File.ReadAllBytesAsync(Recording.All[0].File))))).Code.ShouldBe("media_too_long");
        (await captions.FailAsync(new CaptionsInput(UploadId: Guid.CreateVersion7(), Language: "de"))).Code.ShouldBe("language_not_supported");
    }

    [Fact]
    public async Task A_cancel_kills_the_recogniser()
    {
        RecordedJob job = null!;
        var upload = await _captions.UploadAsync(Sounds.Join(Recording.All));
        job = new RecordedJob(new CaptionsInput(UploadId: upload));
        var running = _captions.RunAsync(job);
        await Eventually.BecomesTrueAsync(() => Children.Of(_captions.ScratchFolder).Any(c => c.Contains("pocketsphinx", StringComparison.Ordinal)));
        var watch = Stopwatch.StartNew();
        job.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        await Eventually.BecomesTrueAsync(() => Children.Of(_captions.ScratchFolder).Count == 0, TimeSpan.FromSeconds(30));
    }

    private async Task<string> CodeOfAsync(byte[] media) => (await _captions.FailAsync(new CaptionsInput(UploadId: await _captions.UploadAsync(media)))).Code;

    private static string Text(CaptionDocument document) => string.Join(' ', document.Cues.Select(c => c.Text.Replace('\n', ' ')));

    private static void ShouldFollowPractice(CaptionDocument document)
    {
        var end = 0d;
        foreach (var cue in document.Cues)
        {
            cue.Start.ShouldBeGreaterThanOrEqualTo(end);
            cue.End.ShouldBeGreaterThan(cue.Start);
            (cue.End - cue.Start).ShouldBeLessThanOrEqualTo(7.0005);
            cue.End.ShouldBeLessThanOrEqualTo(document.DurationSeconds + 0.001);
            cue.Text.Split('\n').Length.ShouldBeLessThanOrEqualTo(2);
            cue.Text.Split('\n').ShouldAllBe(line => line.Length <= 42);
            end = cue.End;
        }
    }

    private static void ShouldMoveForward(RecordedJob job)
    {
        var percents = job.Progress.Where(p => p.Step == "transcribe").Select(p => p.Percent).ToArray();
        percents.Distinct().Count().ShouldBeGreaterThan(5);
        percents.ShouldBe(percents.Order());
        job.Progress.ShouldContain(p => p.EtaSeconds > 0);
    }
}

/// <summary>Processes of this machine, by a word of their command line.</summary>
internal static class Children
{
    public static IReadOnlyList<string> Of(string word) =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           where int.TryParse(Path.GetFileName(folder), out _)
           let line = CommandLine(folder)
           where line.Contains(word, StringComparison.Ordinal)
           select line,
    ];

    /// <summary>The numbers of those whose command line has all of some words, and that are the program itself, not what starts it.</summary>
    public static IReadOnlyList<int> Ids(params string[] words) =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           where int.TryParse(Path.GetFileName(folder), out _)
           let line = CommandLine(folder)
           where line.Length > 0 && Path.GetFileName(line.Split(' ')[0]) == "dotnet" && words.All(word => line.Contains(word, StringComparison.Ordinal))
           select int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture),
    ];

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }
}
