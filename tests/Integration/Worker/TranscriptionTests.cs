using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts.PublicApi;
using Platform.Contracts.Recognition;
using Platform.Worker.Captioning;
using Platform.Worker.Recognition;
using Platform.Worker.Telemetry;
using Platform.Worker.Timing;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker;

/// <summary>How parts are recognised, by a recogniser that does as it is told.</summary>
public sealed class TranscriptionTests : IAsyncLifetime
{
    private readonly CaptionsHarness _captions = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _captions.DisposeAsync();

    [Fact]
    public async Task When_a_part_fails_nobody_waits_for_the_next_one_to_be_found()
    {
        var input = new CaptionsInput(Language: "en");
        var job = new RecordedJob(input);
        var transcription = new Transcription(
            job, input, new ChosenEngine(new OnePart(), IsFallback: false), new WorkObjects(_captions.Store, job.Assignment.JobId), _captions.Store,
            new CaptionsProgress(job, TimeProvider.System), slots: 2, _captions.Services.GetRequiredService<WorkerTelemetry>(), TimeProvider.System);
        var sound = new SoundToHear("none", 60, [], _captions.Folder.Path, new RecognitionWish([]));
        var failure = await Should.ThrowAsync<InvalidDataException>(
            () => transcription.RunAsync(sound, new Timeline([]), 60, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60)));
        failure.Message.ShouldBe("part 0");
    }

    /// <summary>Finds one part, which cannot be recognised, and then searches for ever.</summary>
    private sealed class OnePart : IRecogniser, IRecognition
    {
        public string Name => "none";

        public SpeechSearch Search => default;

        public bool IsThere => true;

        public bool Supports(string? language) => true;

        public Task<T> HearAsync<T>(SoundToHear sound, Func<IRecognition, Task<T>> use, CancellationToken cancellationToken) => use(this);

        public async IAsyncEnumerable<FoundPart> PartsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return new FoundPart(0, 0, 10);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        public Task<HeardLanguage> DetectAsync(FoundPart part, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<CaptionWord>> RecogniseAsync(FoundPart part, string language, Action<double> progress, CancellationToken cancellationToken) =>
            Task.FromException<IReadOnlyList<CaptionWord>>(new InvalidDataException($"part {part.Index}"));

        public Task<IReadOnlyList<int>?> TellSpeakersAsync(IReadOnlyList<CaptionWord> words, int? speakers, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
