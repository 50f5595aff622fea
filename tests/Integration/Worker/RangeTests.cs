using Platform.Contracts.PublicApi;
using Platform.Testkit.Media;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker;

public sealed class RangeTests : IAsyncLifetime
{
    private readonly CaptionsHarness _captions = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _captions.DisposeAsync();

    [Fact]
    public async Task Only_the_stretch_that_is_asked_for_is_recognised_at_its_time()
    {
        var sound = Sounds.Join([Recording.Shortest, Recording.Shortest]);
        var upload = await _captions.UploadAsync(sound);
        var seconds = (sound.Length - 44) / 32_000d;
        var (result, document) = await _captions.RunAsync(new CaptionsInput(UploadId: upload, Range: new CaptionRange(seconds / 2, seconds)));
        result.DurationSeconds.ShouldBe(seconds, 0.01);
        var words = document.Cues.SelectMany(cue => cue.Words!).ToArray();
        words.ShouldNotBeEmpty();
        words.ShouldAllBe(word => word.Start >= (seconds / 2) - 0.05 && word.End <= seconds + 0.05);
    }

    [Fact]
    public async Task A_stretch_after_the_end_has_no_speech()
    {
        var upload = await _captions.UploadAsync(await File.ReadAllBytesAsync(Recording.Shortest.File));
        (await _captions.FailAsync(new CaptionsInput(UploadId: upload, Range: new CaptionRange(1000, 1010)))).Code.ShouldBe("no_speech");
    }
}
