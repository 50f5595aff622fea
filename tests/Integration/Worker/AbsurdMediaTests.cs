using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Media;
using Platform.Worker.Kinds;
using Platform.Worker.Media;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker;

/// <summary>Media made to cost more than they are worth end early, and say why.</summary>
public sealed class AbsurdMediaTests(DecodingFixture fixture) : IClassFixture<DecodingFixture>
{
    private readonly CaptionsHarness _captions = fixture.Captions;

    [Theory]
    [InlineData(1)]
    [InlineData(3_999)]
    [InlineData(384_001)]
    [InlineData(int.MaxValue)]
    public async Task Impossible_sample_rates_are_refused(int rate)
    {
        var bytes = await File.ReadAllBytesAsync(Recording.Shortest.File);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), rate);
        (await CodeOfAsync(bytes)).ShouldBe("sound_not_supported");
    }

    [Fact]
    public async Task A_small_file_that_expands_to_hours_of_sound_is_refused_before_it_fills_the_disk()
    {
        var file = _captions.Folder.File("hour.flac");
        await Sounds.FfmpegAsync("-f", "lavfi", "-i", "aevalsrc=0.5:s=8000:d=5400:nb_samples=8000", "-sample_fmt", "s16", "-frame_size", "8000", file);
        var bytes = await File.ReadAllBytesAsync(file);
        bytes.Length.ShouldBeLessThan(200_000);
        (await CodeOfAsync(bytes)).ShouldBe("media_too_complex");
    }

    [Fact]
    public async Task Sound_in_packets_of_one_sample_is_refused_before_all_are_read()
    {
        // Whole they take minutes of a processor; to what is refused there is a second or so.
        const int pieces = 400_000;
        byte[] piece = [.. "00wb"u8, 2, 0, 0, 0, 0, 64];
        byte[] stream = [.. Chunk("strh", [.. "auds"u8, .. new byte[16], .. Little(1), .. Little(8_000), .. Little(0), .. Little(pieces), .. new byte[8], .. Little(2), .. new byte[8]]), .. Chunk("strf", [1, 0, 1, 0, .. Little(8_000), .. Little(16_000), 2, 0, 16, 0])];
        byte[] header = [.. Chunk("avih", [.. Little(100_000), .. new byte[12], .. Little(pieces), .. Little(0), .. Little(1), .. new byte[28]]), .. Chunk("LIST", [.. "strl"u8, .. stream])];
        var sound = Enumerable.Repeat(piece, pieces).SelectMany(static bytes => bytes);
        var avi = Chunk("RIFF", [.. "AVI "u8, .. Chunk("LIST", [.. "hdrl"u8, .. header]), .. Chunk("LIST", [.. "movi"u8, .. sound])]);
        (await CodeOfAsync(avi)).ShouldBe("media_too_complex");

        static byte[] Chunk(string name, byte[] content) => [.. Encoding.ASCII.GetBytes(name), .. Little(content.Length), .. content];

        static byte[] Little(int value) => BitConverter.GetBytes(value);
    }

    [Fact]
    public async Task Timestamps_that_jump_by_days_are_refused_as_too_long_at_no_cost()
    {
        var file = _captions.Folder.File("leap.mkv");
        await Sounds.FfmpegAsync("-i", Recording.All[0].File, "-af", "asetnsamples=400,asetpts=PTS+gte(T\\,3)*259200/TB", "-c:a", "pcm_s16le", file);
        var watch = Stopwatch.StartNew();
        (await CodeOfAsync(await File.ReadAllBytesAsync(file))).ShouldBe("media_too_long");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Metadata_of_any_size_is_truncated()
    {
        var meta = _captions.Folder.File("meta.txt");
        var title = new string('t', 8 << 20);
        await File.WriteAllTextAsync(meta, $";FFMETADATA1\ncomment={title}\n[STREAM]\ntitle={title}\n");
        var file = _captions.Folder.File("meta.mkv");
        await Sounds.FfmpegAsync("-i", Recording.Shortest.File, "-f", "ffmetadata", "-i", meta, "-map", "0:a", "-map_metadata", "1", "-map_metadata:s:a:0", "1:s:0", "-c:a", "flac", file);
        new FileInfo(file).Length.ShouldBeGreaterThan(8 << 20);
        var decoded = await DecodedRecording.OfAsync(_captions, file);
        decoded.Info.Tracks!.ShouldHaveSingleItem().Title.ShouldBe(new string('t', 200));
        decoded.Onsets().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Metadata_beyond_the_memory_limit_of_a_recording_is_refused_at_once()
    {
        var file = _captions.Folder.File("meta.m4a");
        await Sounds.FfmpegAsync("-i", Recording.Shortest.File, "-c:a", "aac", "-metadata", "comment=c", file);
        LargeMetadata.GrowComment(file, 600_000_000);
        var watch = Stopwatch.StartNew();
        // Read where it lies: all but a little of it is a hole.
        var error = (await Should.ThrowAsync<JobFailedException>(() => _captions.Services.GetRequiredService<MediaTools>().ProbeAsync(file, CancellationToken.None))).Error;
        (error.Code, error.Retryable).ShouldBe(("media_too_complex", false));
        error.Message.ShouldContain("metadata");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task Hours_of_silence_have_no_speech()
    {
        var file = _captions.Folder.File("silent.flac");
        await Sounds.FfmpegAsync("-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "7200", "-sample_fmt", "s16", file);
        (await CodeOfAsync(await File.ReadAllBytesAsync(file))).ShouldBe("no_speech");
    }

    private async Task<string> CodeOfAsync(byte[] media) => (await _captions.FailAsync(new CaptionsInput(UploadId: await _captions.UploadAsync(media)))).Code;
}
