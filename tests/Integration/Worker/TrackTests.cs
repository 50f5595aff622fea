using System.Buffers.Binary;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker;

public sealed class TrackTests(DecodingFixture fixture) : IClassFixture<DecodingFixture>
{
    private readonly CaptionsHarness _captions = fixture.Captions;

    [Fact]
    public async Task The_track_in_the_jobs_language_is_used_and_all_are_listed()
    {
        var file = RepositoryRoot.Combine("tests", "Integration", "Worker", "Recordings", "twotracks.mkv");
        var upload = await _captions.UploadAsync(await File.ReadAllBytesAsync(file));
        var (result, _) = await _captions.RunAsync(new CaptionsInput(UploadId: upload, Recognise: false));
        result.Track.ShouldBe(1);
        result.Tracks!.Select(t => (t.Index, t.Language, t.Default)).ShouldBe([(0, "ger", false), (1, "eng", true)]);

        (await DecodedRecording.OfAsync(_captions, file, track: 1)).Heard.Track.Index.ShouldBe(1);
        (await _captions.FailAsync(new CaptionsInput(UploadId: upload, Track: 0))).Code.ShouldBe("no_speech");
        var missing = await _captions.FailAsync(new CaptionsInput(UploadId: upload, Track: 2));
        (missing.Code, missing.Retryable).ShouldBe(("track_not_found", false));
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task The_words_of_the_track_that_is_used_are_recognised_at_their_times()
    {
        var file = RepositoryRoot.Combine("tests", "Integration", "Worker", "Recordings", "twotracks.mkv");
        var (_, document) = await _captions.RunAsync(new CaptionsInput(UploadId: await _captions.UploadAsync(await File.ReadAllBytesAsync(file))));
        var words = document.Cues.SelectMany(c => c.Words!).ToArray();
        words[0].Start.ShouldBe(0.29, 0.2);
        words[^1].End.ShouldBe(6.91, 0.2);
    }

    [Fact]
    public async Task Without_language_and_default_mark_the_first_track_with_speech_is_used()
    {
        var file = _captions.Folder.File("three.mkv");
        await Sounds.FfmpegAsync(
            "-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono", "-f", "lavfi", "-i", "sine=frequency=300:duration=7", "-i", Recording.All[0].File,
            "-map", "0:a", "-map", "1:a", "-map", "2:a", "-t", "7", "-c:a", "flac", "-disposition:a", "0", file);
        var decoded = await DecodedRecording.OfAsync(_captions, file);
        decoded.Heard.Track.Index.ShouldBe(2);
        decoded.Info.Tracks!.Count.ShouldBe(3);
        (await DecodedRecording.OfAsync(_captions, file, track: 1)).Heard.Track.Index.ShouldBe(1);
    }

    [Fact]
    public async Task Channels_that_cancel_each_other_out_are_used_separately()
    {
        var job = new RecordedJob(new CaptionsInput(UploadId: await UploadOppositeAsync(), Recognise: false));
        await _captions.RunAsync(job);
        job.Lines.ShouldContain(line => line.Message.Contains("cancel each other out", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task The_words_of_a_channel_that_is_used_separately_are_recognised()
    {
        var (_, document) = await _captions.RunAsync(new CaptionsInput(UploadId: await UploadOppositeAsync()));
        WordErrorRate.Of(string.Join(' ', document.Cues.Select(c => c.Text.Replace('\n', ' '))), Recording.Shortest.Transcription).ShouldBeLessThan(0.6);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task A_channel_with_speech_is_used_without_a_noisy_one()
    {
        var file = _captions.Folder.File("noise.wav");
        await Sounds.FfmpegAsync(
            "-f", "lavfi", "-i", "anoisesrc=r=16000:amplitude=1:duration=3:seed=1", "-i", Recording.Shortest.File,
            "-filter_complex", "[0:a][1:a]join=inputs=2:channel_layout=stereo:map=0.0-FL|1.0-FR[a]", "-map", "[a]", "-t", "2.9", file);
        var job = new RecordedJob(new CaptionsInput(UploadId: await _captions.UploadAsync(await File.ReadAllBytesAsync(file))));
        var (_, document) = await _captions.RunAsync(job);
        job.Lines.ShouldContain(line => line.Message.StartsWith("No words were found in the mix", StringComparison.Ordinal));
        WordErrorRate.Of(string.Join(' ', document.Cues.Select(c => c.Text.Replace('\n', ' '))), Recording.Shortest.Transcription).ShouldBeLessThan(0.6);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(64)]
    public async Task Channels_without_a_layout_are_used(int channels) =>
        (await DecodedRecording.OfAsync(_captions, await WriteAsync(channels))).Onsets().ShouldNotBeEmpty();

    [Fact]
    public async Task More_channels_than_can_be_mixed_are_refused_by_their_number()
    {
        var error = await _captions.FailAsync(new CaptionsInput(UploadId: await _captions.UploadAsync(await File.ReadAllBytesAsync(await WriteAsync(65)))));
        error.Code.ShouldBe("sound_not_supported");
        error.Message.ShouldContain("65 channels");
    }

    private async Task<Guid> UploadOppositeAsync()
    {
        var file = _captions.Folder.File("opposite.wav");
        await Sounds.FfmpegAsync("-i", Recording.Shortest.File, "-af", "pan=stereo|c0=c0|c1=-0.9*c0", file);
        return await _captions.UploadAsync(await File.ReadAllBytesAsync(file));
    }

    private async Task<string> WriteAsync(int channels)
    {
        var mono = await File.ReadAllBytesAsync(Recording.Shortest.File);
        var samples = new byte[(mono.Length - 44) * channels];
        for (var i = 0; i < (mono.Length - 44) / 2; i++)
        {
            mono.AsSpan(44 + (2 * i), 2).CopyTo(samples.AsSpan(2 * i * channels));
        }

        var wave = Sounds.Wave(samples);
        wave[22] = (byte)channels;
        wave[32] = (byte)(2 * channels);
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(28), 16_000 * 2 * channels);
        var file = _captions.Folder.File("channels.wav");
        await File.WriteAllBytesAsync(file, wave);
        return file;
    }
}
