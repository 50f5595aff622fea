using System.Buffers.Binary;
using System.Text;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker;

/// <summary>A file that ends early gives what is there and says so; one that only looks like it is whole.</summary>
public sealed class IncompleteTests(DecodingFixture fixture) : IClassFixture<DecodingFixture>
{
    private readonly CaptionsHarness _captions = fixture.Captions;

    /// <summary>Files that state their length, by name, with what makes them.</summary>
    public static TheoryData<string, string> Stating => new()
    {
        { "a.m4a", "-c:a aac -movflags +faststart" },
    };

    /// <summary>The others that do.</summary>
    public static TheoryData<string, string> OthersStating => new()
    {
        { "a.wav", "" }, { "a.mkv", "-c:a aac" }, { "a.mp3", "" }, { "a.webm", "-c:a libopus" }, { "a.flv", "-c:a aac -ar 44100" }, { "a.avi", "-c:a libmp3lame -ar 44100" },
        { "a.w64", "" }, { "a.flac", "" }, { "a.aiff", "" }, { "a.au", "" }, { "a.caf", "" }, { "a.wma", "" }, { "a.tta", "" },
    };

    [Theory]
    [MemberData(nameof(Stating))]
    public Task A_truncated_file_reports_its_end_and_its_full_length(string name, string options) => ShouldSayWhereItEndsAsync(name, options);

    [Theory]
    [Trait("Length", "long")]
    [MemberData(nameof(OthersStating))]
    public Task A_truncated_file_of_every_other_format_reports_the_same(string name, string options) => ShouldSayWhereItEndsAsync(name, options);

    [Fact]
    public Task A_truncated_file_without_a_stated_length_reports_its_end() => ShouldSayThatItEndsAsync("a.ts", "-c:a aac");

    [Theory]
    [Trait("Length", "long")]
    [InlineData("a.ogg", "-c:a libvorbis")]
    [InlineData("a.mp4", "-c:a aac -movflags frag_keyframe+empty_moov -frag_duration 500000")]
    public Task A_truncated_file_of_every_other_format_without_a_stated_length_reports_its_end(string name, string options) => ShouldSayThatItEndsAsync(name, options);

    [Fact]
    [Trait("Length", "long")]
    public async Task A_complete_file_whose_sound_is_shorter_than_its_picture_is_complete()
    {
        var file = _captions.Folder.File("late.wmv");
        await Sounds.FfmpegAsync(
            ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=16", "-itsoffset", "4", "-i", Recording.Shortest.File, "-map", "0:v", "-map", "1:a", "-c:v", "wmv2", "-c:a", "wmav2", file]);
        (await DecodedRecording.OfAsync(_captions, file)).Incomplete.ShouldBeNull();
    }

    [Fact]
    public Task Captions_of_half_a_recording_are_marked_incomplete() => ShouldBeMarkedAsync(isRecognised: false);

    [Fact]
    [Trait("Length", "long")]
    public async Task Half_a_recording_is_recognised_as_far_as_it_goes() => (await ShouldBeMarkedAsync(isRecognised: true)).Words.ShouldBeGreaterThan(3);

    private async Task<CaptionsResult> ShouldBeMarkedAsync(bool isRecognised)
    {
        var file = await ConvertAsync("half.wav", "");
        await CutAsync(file, 0.6);
        var (result, document) = await _captions.RunAsync(new CaptionsInput(UploadId: await _captions.UploadAsync(await File.ReadAllBytesAsync(file)), Recognise: isRecognised));
        result.Incomplete!.Text.ShouldBe("ends at 0:04 of 0:07");
        document.DurationSeconds.ShouldBe(result.Incomplete.EndsAtSeconds, 0.01);
        return result;
    }

    [Fact]
    public Task A_file_that_lost_its_index_fails_with_advice() => ShouldSayWhatIsMissingAsync("a.mp4");

    [Theory]
    [Trait("Length", "long")]
    [InlineData("a.m4a")]
    [InlineData("a.mov")]
    [InlineData("a.3gp")]
    public Task Related_formats_that_lost_their_index_fail_with_advice(string name) => ShouldSayWhatIsMissingAsync(name);

    [Fact]
    public async Task Fragments_without_their_index_fail_with_what_is_missing()
    {
        var bytes = await File.ReadAllBytesAsync(await ConvertAsync("a.mp4", "-c:a aac -movflags frag_keyframe+empty_moov -frag_duration 500000"));
        var error = await _captions.FailAsync(new CaptionsInput(UploadId: await _captions.UploadAsync(bytes[(bytes.AsSpan().IndexOf("moof"u8) - 4)..])));
        error.Code.ShouldBe("truncated_media");
        error.Message.ShouldStartWith("The index that comes first in this file (moov) is missing");
    }

    [Fact]
    public async Task Sound_in_a_file_without_an_index_is_not_guessed()
    {
        var sound = await File.ReadAllBytesAsync(await ConvertAsync("a.aac", "-c:a aac"));
        var size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, sound.Length + 8);
        byte[] data = [.. size, .. "mdat"u8, .. sound];
        foreach (var bytes in (byte[][])[data, [0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 2, 0, .. data]])
        {
            var error = await _captions.FailAsync(new CaptionsInput(UploadId: await _captions.UploadAsync(bytes)));
            error.Code.ShouldBe("truncated_media");
            error.Message.ShouldStartWith("The index that comes last in this file (moov) is missing");
        }
    }

    [Fact]
    public Task A_streamed_file_with_a_placeholder_length_is_complete() => ShouldBeWholeAsync(uint.MaxValue);

    [Theory]
    [Trait("Length", "long")]
    [InlineData(0u)]
    [InlineData(0x7fff_ffffu)]
    [InlineData(0x7fff_f000u)]
    public Task A_streamed_file_with_any_other_placeholder_length_is_complete(uint placeholder) => ShouldBeWholeAsync(placeholder);

    private async Task ShouldBeWholeAsync(uint placeholder)
    {
        var bytes = await File.ReadAllBytesAsync(Recording.Shortest.File);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(40), placeholder);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), placeholder == 0 ? 0 : placeholder - 1);
        var file = _captions.Folder.File("streamed.wav");
        await File.WriteAllBytesAsync(file, bytes);
        var decoded = await DecodedRecording.OfAsync(_captions, file);
        decoded.Incomplete.ShouldBeNull();
        decoded.Heard.Sound.EndSeconds.ShouldBe((bytes.Length - 44) / 32_000d, 0.01);
    }

    [Fact]
    public Task A_file_written_to_a_pipe_is_recognised_to_its_end() => ShouldBeRecognisedToItsEndAsync("wav -rf64 always");

    [Theory]
    [Trait("Length", "long")]
    [InlineData("aiff")]
    [InlineData("aiff -c:a pcm_mulaw")]
    [InlineData("w64")]
    [InlineData("caf")]
    [InlineData("au")]
    public Task A_file_of_every_other_format_written_to_a_pipe_is_recognised_to_its_end(string format) => ShouldBeRecognisedToItsEndAsync(format);

    private async Task ShouldBeRecognisedToItsEndAsync(string format)
    {
        var file = _captions.Folder.File("streamed");
        var (code, output) = await Sounds.RunAsync("sh", ["-c", $"ffmpeg -nostdin -v error -i \"$1\" -f {format} pipe:1 > \"$2\"", "sh", Recording.Shortest.File, file]);
        code.ShouldBe(0, output);
        var decoded = await DecodedRecording.OfAsync(_captions, file);
        decoded.Incomplete.ShouldBeNull();
        decoded.Heard.Sound.EndSeconds.ShouldBe((new FileInfo(Recording.Shortest.File).Length - 44) / 32_000d, 0.02);
    }

    [Fact]
    public async Task The_streamed_output_of_a_synthesiser_is_complete()
    {
        var decoded = await DecodedRecording.OfAsync(_captions, RepositoryRoot.Combine("tests", "Integration", "Worker", "Recordings", "streamed-espeak.wav"));
        decoded.Incomplete.ShouldBeNull();
        decoded.Heard.Sound.EndSeconds.ShouldBe(4.497, 0.02);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task The_streamed_output_of_a_synthesiser_is_captioned()
    {
        var file = await File.ReadAllBytesAsync(RepositoryRoot.Combine("tests", "Integration", "Worker", "Recordings", "streamed-espeak.wav"));
        var (result, document) = await _captions.RunAsync(new CaptionsInput(UploadId: await _captions.UploadAsync(file)));
        result.DurationSeconds.ShouldBe(4.497, 0.01);
        result.Incomplete.ShouldBeNull();
        var words = document.Cues.SelectMany(c => c.Words!).ToArray();
        words[0].Start.ShouldBeLessThan(0.4);
        words[^1].End.ShouldBe(4.25, 0.3);
    }

    [Fact]
    public Task A_few_missing_milliseconds_are_ignored() => ShouldBeCompleteAllButCutAsync("a.m4a", "-c:a aac -movflags +faststart");

    [Theory]
    [Trait("Length", "long")]
    [InlineData("a.wav")]
    [InlineData("a.flac")]
    public Task A_few_missing_milliseconds_of_other_formats_are_ignored(string name) => ShouldBeCompleteAllButCutAsync(name, "");

    private async Task ShouldBeCompleteAllButCutAsync(string name, string options)
    {
        var file = await ConvertAsync(name, options);
        await CutAsync(file, 0.99);
        (await DecodedRecording.OfAsync(_captions, file)).Incomplete.ShouldBeNull();
    }

    [Theory]
    [Trait("Length", "long")]
    [InlineData("99:00:00.000000000")]
    [InlineData("00:00:02.000000000")]
    public async Task An_outdated_length_tag_is_ignored(string tag)
    {
        var file = await ConvertAsync("a.mkv", "-c:a aac");
        var bytes = await File.ReadAllBytesAsync(file);
        var at = bytes.AsSpan().IndexOf("DURATION"u8);
        at += bytes.AsSpan(at).IndexOf("00:00:0"u8);
        Encoding.ASCII.GetBytes(tag).CopyTo(bytes.AsSpan(at));
        await File.WriteAllBytesAsync(file, bytes);
        (await DecodedRecording.OfAsync(_captions, file)).Incomplete.ShouldBeNull();

        await CutAsync(file, 0.6);
        var incomplete = (await DecodedRecording.OfAsync(_captions, file)).Incomplete.ShouldNotBeNull();
        incomplete.OfSeconds!.Value.ShouldBe(7.1, 0.5);
    }

    [Fact]
    public async Task An_impossible_stated_length_is_ignored()
    {
        var file = await ConvertAsync("a.mkv", "-c:a aac");
        var bytes = await File.ReadAllBytesAsync(file);
        // Duration: its name, its size, and as many milliseconds as a number of 64 bits.
        var at = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x44, 0x89, 0x88]) + 3;
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(at), 99 * 3_600_000d);
        await File.WriteAllBytesAsync(file, bytes);
        var decoded = await DecodedRecording.OfAsync(_captions, file);
        decoded.Incomplete.ShouldBeNull();
        decoded.Heard.Sound.EndSeconds.ShouldBe(7.1, 0.5);
    }

    [Fact]
    public async Task Sound_that_ends_before_its_picture_is_complete()
    {
        var file = _captions.Folder.File("video.flv");
        await Beeps.WriteAsync(file, picture: 9);
        (await DecodedRecording.OfAsync(_captions, file)).Incomplete.ShouldBeNull();
    }

    private async Task ShouldSayWhereItEndsAsync(string name, string options)
    {
        var file = await ConvertAsync(name, options);
        (await DecodedRecording.OfAsync(_captions, file)).Incomplete.ShouldBeNull();
        await CutAsync(file, 0.6);
        var cut = await DecodedRecording.OfAsync(_captions, file);
        var incomplete = cut.Incomplete.ShouldNotBeNull();
        incomplete.EndsAtSeconds.ShouldBeInRange(2.5, 5.5);
        incomplete.OfSeconds!.Value.ShouldBe(7.1, 0.5);
        incomplete.Text.ShouldMatch("^ends at 0:0[2-5] of 0:0[67]$");
    }

    private async Task ShouldSayThatItEndsAsync(string name, string options)
    {
        var file = await ConvertAsync(name, options);
        (await DecodedRecording.OfAsync(_captions, file)).Incomplete.ShouldBeNull();
        await CutAsync(file, 0.6);
        var incomplete = (await DecodedRecording.OfAsync(_captions, file)).Incomplete.ShouldNotBeNull();
        incomplete.EndsAtSeconds.ShouldBeInRange(2.5, 5.5);
    }

    private async Task ShouldSayWhatIsMissingAsync(string name)
    {
        var bytes = await File.ReadAllBytesAsync(await ConvertAsync(name, "-c:a aac -ar 44100"));
        var index = bytes.AsSpan().IndexOf("moov"u8) - 4;
        index.ShouldBeGreaterThan(bytes.Length / 2, "it comes last");
        foreach (var length in (int[])[bytes.Length / 2, index, index + 6, index + 200])
        {
            var error = await _captions.FailAsync(new CaptionsInput(UploadId: await _captions.UploadAsync(bytes[..length])));
            (error.Code, error.Retryable).ShouldBe(("truncated_media", false), $"{length} of {bytes.Length}");
            error.Message.ShouldStartWith("The index that comes last in this file (moov) is missing");
            error.Message.ShouldContain("faststart");
        }
    }

    private async Task<string> ConvertAsync(string name, string options)
    {
        var file = _captions.Folder.File(name);
        await Sounds.FfmpegAsync(["-i", Recording.All[0].File, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), file]);
        return file;
    }

    private static async Task CutAsync(string file, double share)
    {
        var bytes = await File.ReadAllBytesAsync(file);
        // No border of a unit of any format.
        await File.WriteAllBytesAsync(file, bytes[..((int)(bytes.Length * share) | 1)]);
    }
}
