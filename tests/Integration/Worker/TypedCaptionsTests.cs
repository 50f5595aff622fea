using Platform.Contracts.PublicApi;
using Platform.Testkit.Media;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker;

public sealed class TypedCaptionsTests : IAsyncLifetime
{
    private readonly CaptionsHarness _captions = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _captions.DisposeAsync();

    [Fact]
    public async Task Captions_that_will_be_typed_begin_without_cues_and_have_a_waveform()
    {
        var upload = await _captions.UploadAsync(await File.ReadAllBytesAsync(Recording.Shortest.File));

        // No recogniser here knows the language, and none has to.
        var job = new RecordedJob(new CaptionsInput(UploadId: upload, Language: "tlh", Recognise: false));
        var (result, document) = await _captions.RunAsync(job);
        document.Cues.ShouldBeEmpty();
        (document.Language, result.Language, result.Recogniser, result.Words).ShouldBe(("tlh", "tlh", CaptionsResult.NoRecogniser, 0));
        result.Fallback.ShouldBeFalse();
        document.DurationSeconds.ShouldBeGreaterThan(1);
        job.Progress.ShouldNotContain(progress => progress.Step == "transcribe");
        (await _captions.KeysAsync("captions/")).ShouldContain(result.CaptionsObject!.Replace("r0.json", "peaks", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Silence_can_have_captions_that_are_typed()
    {
        var (result, document) = await _captions.RunAsync(new CaptionsInput(UploadId: await _captions.UploadAsync(Sounds.Silence(5)), Translate: true, Recognise: false));
        document.Cues.ShouldBeEmpty();
        document.DurationSeconds.ShouldBe(5, 0.01);
        (document.Language, result.Language).ShouldBe((CaptionsResult.UnknownLanguage, CaptionsResult.UnknownLanguage));
    }
}
