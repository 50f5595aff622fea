using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Captions.Formats;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;
using Platform.Testkit.Waiting;
using Platform.Worker.Kinds;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker.Videos;

/// <summary>Captions in recordings, read back by ffprobe and ffmpeg.</summary>
public sealed class VideoHandlerTests(DecodingFixture fixture) : IClassFixture<DecodingFixture>
{
    private const int Width = 320;
    private const int Height = 240;
    private const int Rate = 10;

    // Sound and picture start so late.
    private const double Late = 1.5;

    private static readonly CaptionCue[] s_cues =
    [
        new(1, 0.5, 1.2, @"{\b1}bold{x} \N a\hb \ {\", null),
        new(2, 1.8, 2.2, "<i>five</i> & 5 --> 6\nNOTE", null),
        new(3, 2.3, 2.6, "שלום, עולם! مرحبا 😀 日本語 한국어 中文", null),
        new(4, 2.7, 2.9, new string('w', 500), null),
    ];

    private readonly CaptionsHarness _captions = fixture.Captions;

    [Theory]
    [InlineData(VideoContainer.Mp4)]
    [InlineData(VideoContainer.Mkv)]
    public async Task A_track_has_every_text_at_its_time_in_step_with_a_recording_that_starts_late(string container)
    {
        var task = await TaskAsync(await VideoAsync(), container);
        var job = Job(task);
        var (result, file) = await MakeAsync(job);
        (result.Container, result.Burned, result.Encoded, result.HasVideo, result.Cues, result.Revision).ShouldBe((container, false, false, true, s_cues.Length, 3));
        result.MediaType.ShouldBe(container == VideoContainer.Mp4 ? "video/mp4" : "video/x-matroska");
        result.MediaBytes.ShouldBe(new FileInfo(file).Length);

        var streams = await ProbeAsync(file, "-show_entries", "stream=codec_name:stream_tags=language");
        streams.ShouldContain(container == VideoContainer.Mp4 ? "mov_text,por" : "webvtt,por");
        streams.ShouldContain("h264");
        streams.ShouldContain("aac");
        var first = await ProbeAsync(file, "-select_streams", "v:0", "-show_entries", "packet=pts_time");
        double.Parse(first.Split('\n')[0].Trim(','), CultureInfo.InvariantCulture).ShouldBe(Late, 0.03);

        var read = await ReadTrackAsync(file, container == VideoContainer.Mp4);
        read.Select(cue => cue.Text.Replace("\u2060", "", StringComparison.Ordinal)).ShouldBe(
            s_cues.Select(cue => container == VideoContainer.Mp4 ? cue.Text : WebVttText(cue.Text)));
        for (var i = 0; i < s_cues.Length; i++)
        {
            read[i].Start.ShouldBe(s_cues[i].Start, 0.03);
            read[i].End.ShouldBe(s_cues[i].End, 0.03);
        }

        var percents = job.Progress.Select(progress => progress.Percent).ToArray();
        percents.ShouldBe(percents.Order());
        percents[^1].ShouldBe(100);
        Directory.EnumerateDirectories(_captions.ScratchFolder, $"{job.Assignment.JobId:N}*", SearchOption.AllDirectories).ShouldBeEmpty();

        // An attempt whose report was lost makes nothing again.
        var (again, _) = await MakeAsync(Job(task, job.Assignment.JobId));
        again.ShouldBe(result);
    }

    [Fact]
    public async Task Burned_captions_are_seen_while_their_cue_lasts_and_where_they_were_asked_for()
    {
        var task = await TaskAsync(await VideoAsync(), VideoContainer.Mp4) with { Burn = true, Style = new BurnedStyle(BurnedStyle.Large, BurnedStyle.Top) };
        var job = Job(task);
        var (result, file) = await MakeAsync(job);
        (result.Burned, result.Encoded).ShouldBe((true, true));
        job.Lines.ShouldNotContain(line => line.Level == "warning");
        (await ProbeAsync(file, "-show_entries", "stream=codec_type")).ShouldNotContain("subtitle");

        var raw = _captions.Folder.File("burned.gray");
        await Sounds.FfmpegAsync("-i", file, "-map", "0:v", "-fps_mode", "passthrough", "-pix_fmt", "gray", "-f", "rawvideo", raw);
        var pixels = await File.ReadAllBytesAsync(raw);
        const int frame = Width * Height;
        (pixels.Length / frame).ShouldBe(15);
        for (var i = 0; i < pixels.Length / frame; i++)
        {
            var at = Late + ((double)i / Rate);
            var top = pixels.AsSpan(i * frame, frame / 2).ContainsAnyInRange((byte)180, byte.MaxValue);
            top.ShouldBe(s_cues.Any(cue => cue.Start <= at + 0.01 && at < cue.End - 0.01), string.Create(CultureInfo.InvariantCulture, $"at {at}"));
        }
    }

    [Fact]
    public async Task Sound_alone_gets_a_track_and_is_encoded_where_its_codec_does_not_fit()
    {
        var wave = Sounds.Wave(new byte[32_000]);
        var key = await PutAsync(wave);
        var (result, file) = await MakeAsync(Job(await TaskAsync(key, VideoContainer.Mp4)));
        (result.HasVideo, result.Encoded, result.MediaType).ShouldBe((false, true, "audio/mp4"));
        (await ProbeAsync(file, "-show_entries", "stream=codec_name")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim(',')).ShouldBe(["aac", "mov_text"]);
        (result, _) = await MakeAsync(Job(await TaskAsync(key, VideoContainer.Mkv)));
        (result.HasVideo, result.Encoded, result.MediaType).ShouldBe((false, false, "audio/x-matroska"));

        (await FailAsync(await TaskAsync(key, VideoContainer.Mp4) with { Burn = true })).ShouldBe("no_picture");
    }

    [Fact]
    public async Task What_was_deleted_or_is_too_large_fails_for_its_owner()
    {
        var key = await VideoAsync();
        var task = await TaskAsync(key, VideoContainer.Mp4);
        (await FailAsync(task with { MediaObject = ObjectKeys.Media(Guid.CreateVersion7()) })).ShouldBe("captions_gone");
        (await FailAsync(task with { CaptionsObject = ObjectKeys.Captions(Guid.CreateVersion7(), 0) })).ShouldBe("invalid_input");

        // A newer revision stands in for one that is not kept any more.
        var job = Job(task with { CaptionsObject = ObjectKeys.Captions(task.CaptionsJobId, 1), Revision = 1 });
        (await MakeAsync(job)).Result.Revision.ShouldBe(3);
        job.Lines.ShouldContain(line => line.Level == "warning" && line.Message.Contains("revision 3", StringComparison.Ordinal));
        await _captions.Store.DeleteAsync(task.CaptionsObject);
        (await FailAsync(task)).ShouldBe("captions_gone");

        await using var small = new CaptionsHarness(("Media:MaxBytes", "1000"));
        var there = await PutAsync(await File.ReadAllBytesAsync(_captions.Folder.File("late.mkv")), small.Store);
        var failure = await Should.ThrowAsync<JobFailedException>(async () => await HandlerOf(small).RunAsync(Job(await TaskAsync(there, VideoContainer.Mp4, small.Store))));
        failure.Error.Code.ShouldBe("media_too_large");
        (await small.KeysAsync("media/")).ShouldBe([there]);
    }

    [Fact]
    public async Task A_cancelled_job_leaves_no_process_and_no_file()
    {
        var file = _captions.Folder.File("long.mkv");
        await Sounds.FfmpegAsync("-f", "lavfi", "-i", "testsrc=size=640x480:rate=25:duration=40", "-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-shortest", "-c:v", "mpeg4", "-c:a", "aac", file);
        var task = await TaskAsync(await PutAsync(await File.ReadAllBytesAsync(file)), VideoContainer.Mp4) with { Burn = true };
        RecordedJob? job = null;
        job = new RecordedJob(JobKinds.CaptionedVideo, JsonSerializer.SerializeToElement(task, ContractsJson.Default.CaptionedVideoTask))
        {
            OnProgress = progress =>
            {
                if (progress is { Step: "encode", Detail: not null })
                {
                    job!.Cancel();
                }
            },
        };
        await Should.ThrowAsync<OperationCanceledException>(async () => await HandlerOf(_captions).RunAsync(job));
        await Eventually.BecomesTrueAsync(() => Children.Of(job.Assignment.JobId.ToString("N")).Count == 0);
        (await _captions.Store.StatAsync(ObjectKeys.CaptionedVideo(job.Assignment.JobId))).ShouldBeNull();
    }

    private static IJobHandler HandlerOf(CaptionsHarness harness) => harness.Services.GetServices<IJobHandler>().Single(handler => handler.Kind == JobKinds.CaptionedVideo);

    private static RecordedJob Job(CaptionedVideoTask task, Guid? id = null) =>
        new(JobKinds.CaptionedVideo, JsonSerializer.SerializeToElement(task, ContractsJson.Default.CaptionedVideoTask), id);

    private static string WebVttText(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private async Task<string> VideoAsync()
    {
        var file = _captions.Folder.File("late.mkv");
        await Sounds.FfmpegAsync(
            "-f", "lavfi", "-i", $"color=c=black:size={Width}x{Height}:rate={Rate}:duration=1.5", "-f", "lavfi", "-i", "sine=duration=1.5",
            "-output_ts_offset", "1.5", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", file);
        return await PutAsync(await File.ReadAllBytesAsync(file));
    }

    private Task<string> PutAsync(byte[] content) => PutAsync(content, _captions.Store);

    private static async Task<string> PutAsync(byte[] content, IObjectStore store)
    {
        var key = ObjectKeys.Media(Guid.CreateVersion7());
        await store.PutAsync(key, new MemoryStream(content));
        return key;
    }

    private Task<CaptionedVideoTask> TaskAsync(string media, string container) => TaskAsync(media, container, _captions.Store);

    private static async Task<CaptionedVideoTask> TaskAsync(string media, string container, IObjectStore store)
    {
        var id = Guid.CreateVersion7();
        var document = new CaptionDocument("pt-BR", 3, 3, s_cues);
        await store.PutAsync(ObjectKeys.Captions(id, 3), new MemoryStream(CaptionWriter.WriteUtf8(document, CaptionFormat.Json)));
        return new CaptionedVideoTask(id, container, Burn: false, Style: null, 3, ObjectKeys.Captions(id, 3), media);
    }

    private async Task<(CaptionedVideoResult Result, string File)> MakeAsync(RecordedJob job)
    {
        var element = await HandlerOf(_captions).RunAsync(job);
        var result = element!.Value.Deserialize(ContractsJson.Default.CaptionedVideoResult)!;
        var path = _captions.Folder.File($"{job.Assignment.JobId:N}.{result.Container}");
        await using var content = (await _captions.Store.OpenReadAsync(ObjectKeys.CaptionedVideo(job.Assignment.JobId)))!;
        await using var file = File.Create(path);
        await content.Content.CopyToAsync(file);
        return (result, path);
    }

    private async Task<string> FailAsync(CaptionedVideoTask task)
    {
        var failure = await Should.ThrowAsync<JobFailedException>(async () => await HandlerOf(_captions).RunAsync(Job(task)));
        failure.Error.Retryable.ShouldBeFalse();
        FailureCodes.All.Single(known => known.Code == failure.Error.Code).Side.ShouldBe(FailureSide.Caller);
        return failure.Error.Code;
    }

    private static async Task<string> ProbeAsync(string file, params string[] arguments)
    {
        var (code, output) = await Sounds.RunAsync("ffprobe", ["-v", "error", .. arguments, "-of", "csv=p=0", file]);
        code.ShouldBe(0, output);
        return output;
    }

    /// <summary>The cues of the track as they are stored, whatever a program makes of them.</summary>
    private async Task<IReadOnlyList<(double Start, double End, string Text)>> ReadTrackAsync(string file, bool isTimedText)
    {
        var raw = _captions.Folder.File("track.raw");
        await Sounds.FfmpegAsync("-i", file, "-map", "0:s:0", "-c", "copy", "-f", "data", raw);
        var bytes = await File.ReadAllBytesAsync(raw);
        var lines = (await ProbeAsync(file, "-select_streams", "s:0", "-show_entries", "packet=pts_time,duration_time,size")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var cues = new List<(double Start, double End, string Text)>();
        var at = 0;
        foreach (var fields in lines.Select(line => line.Split(',')))
        {
            var size = int.Parse(fields[2], CultureInfo.InvariantCulture);
            var start = double.Parse(fields[0], CultureInfo.InvariantCulture);
            var packet = bytes.AsSpan(at, size);
            var text = Encoding.UTF8.GetString(isTimedText ? packet.Slice(2, BinaryPrimitives.ReadUInt16BigEndian(packet)) : packet);
            at += size;

            // Timed text has empty samples where nothing is shown.
            if (text.Length > 0)
            {
                cues.Add((start, start + double.Parse(fields[1], CultureInfo.InvariantCulture), text));
            }
        }

        return cues;
    }
}
