using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Contracts.Messaging;
using Platform.Contracts.PublicApi;
using Platform.Contracts.Recognition;
using Platform.Worker.Captioning;
using Platform.Worker.Kinds;
using Platform.Worker.Recognition;
using Platform.Worker.Telemetry;
using Platform.Worker.Timing;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker.Captioning;

/// <summary>Checks how parts are recognised, with a recogniser whose answers are given.</summary>
public sealed class TranscriptionTests : IAsyncLifetime
{
    private readonly CaptionsHarness _captions = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _captions.DisposeAsync();

    [Fact]
    public async Task A_failed_part_ends_the_attempt_without_waiting_for_the_next()
    {
        var job = new RecordedJob(new CaptionsInput(Language: "en"));
        var failure = await Should.ThrowAsync<InvalidDataException>(() => RunAsync(job, new CaptionsInput(Language: "en"), new OnePart()));
        failure.Message.ShouldBe("part 0");
    }

    [Fact]
    public async Task The_language_is_detected_from_further_parts_only_when_the_first_is_unclear()
    {
        var input = new CaptionsInput();
        var greeting = new Parts((1, "cy", 0.6), (20, "en", 0.7), (20, "de", 0.9), (20, "de", 0.9));
        var job = new RecordedJob(input);
        (await RunAsync(job, input, greeting)).Language.ShouldBe(new DetectedLanguage("en", 0.7));
        greeting.Asked.ShouldBe([0, 1]);
        greeting.Languages.ShouldBe(["en", "en", "en", "en"], ignoreOrder: false, "what was asked for its language is recognised like the others");
        job.Lines.ShouldContain(line => line.Level == "info" && line.Message.StartsWith("The language is en", StringComparison.Ordinal));

        var unsure = new Parts((20, "cy", 0.15), (20, "en", 0.1), (20, "de", 0.12), (20, "fr", 0.99));
        job = new RecordedJob(input);
        (await RunAsync(job, input, unsure)).Language.ShouldBe(new DetectedLanguage("cy", 0.15));
        unsure.Asked.ShouldBe([0, 1, 2]);
        job.Lines.ShouldContain(line => line.Level == "warning" && line.Message.Contains("cy is a guess", StringComparison.Ordinal));
        job.Lines.ShouldNotContain(line => line.Message.StartsWith("The language is", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Blocks_that_others_have_recognised_are_taken_and_each_part_is_there_once()
    {
        await File.WriteAllBytesAsync(_captions.Folder.File("sound.pcm"), new byte[20 * 25 * 2 * SoundToRecognise.SampleRate]);
        var input = new CaptionsInput(Language: "en");
        var told = new ConcurrentDictionary<int, SoundBlock>();
        BlockSharing? sharing = null;
        RecordedJob? job = null;
        sharing = new BlockSharing(new AttemptRef(Guid.Empty, 1), async (report, _) =>
        {
            var offer = report.Offered!.Single();
            var work = new WorkObjects(_captions.Store, job!.Assignment.JobId);
            foreach (var first in offer.Blocks.Where(first => !told.ContainsKey(first)))
            {
                await RecogniseAsync(work, told[first] = (await work.ReadAsync(work.Block(first), CaptioningJson.Default.SoundBlock, CancellationToken.None))!);
            }

            sharing!.Answer(new BlockStates(offer.JobId, offer.Attempt, offer.Sequence, Helpers: 2, [.. told.Keys.Select(first => new BlockState(first, BlockStage.Done))]));
        });
        job = new RecordedJob(input) { Sharing = sharing };
        var recogniser = new Parts([.. Enumerable.Repeat((20d, "en", 1d), 20)]) { HasSpeech = true, Takes = TimeSpan.FromMilliseconds(200) };
        var words = (await RunAsync(job, input, recogniser)).Words;
        words.Select(word => word.Start).ShouldBe(Enumerable.Range(0, 20).Select(i => i * 25d));
        var others = told.Values.SelectMany(block => block.Parts).ToList();
        others.Count.ShouldBeGreaterThan(0);
        words.Where(word => word.Text.StartsWith("other", StringComparison.Ordinal)).Select(word => word.Start).ShouldBe(others.Select(part => part.Start), ignoreOrder: true);
        recogniser.Languages.Count.ShouldBe(20 - others.Count);
        told.Values.ShouldAllBe(block => block.Language == "en" && block.Recogniser == recogniser.Name && block.From <= block.Parts[0].Start);
    }

    [Fact]
    public async Task Without_help_all_parts_are_recognised_here_and_no_block_is_stored()
    {
        var input = new CaptionsInput(Language: "en");
        BlockSharing? sharing = null;
        sharing = new BlockSharing(new AttemptRef(Guid.Empty, 1), (report, _) =>
        {
            var offer = report.Offered!.Single();
            offer.Blocks.ShouldBeEmpty();
            sharing!.Answer(new BlockStates(offer.JobId, offer.Attempt, offer.Sequence, Helpers: 0, []));
            return ValueTask.CompletedTask;
        });
        var job = new RecordedJob(input) { Sharing = sharing };
        var recogniser = new Parts([.. Enumerable.Repeat((20d, "en", 1d), 20)]) { HasSpeech = true };
        (await RunAsync(job, input, recogniser)).Words.Count.ShouldBe(20);
        recogniser.Languages.Count.ShouldBe(20);
        (await _captions.KeysAsync($"work/{job.Assignment.JobId:D}/blocks/")).ShouldBeEmpty();
    }

    private static async Task RecogniseAsync(WorkObjects work, SoundBlock block)
    {
        foreach (var part in block.Parts)
        {
            var words = new PartWords([new CaptionWord($"other{part.Index}", part.Start, part.Start + 1, 0.9)], part.Start, part.Seconds, block.Recogniser, block.Language);
            await work.WriteAsync(work.Part(part.Index), words, CaptioningJson.Default.PartWords, CancellationToken.None);
        }
    }

    private Task<Transcript> RunAsync(RecordedJob job, CaptionsInput input, IRecogniser recogniser) => new Transcription(
        Options.Create(new RecognitionOptions { Parallelism = 2 }), _captions.Services.GetRequiredService<WorkerTelemetry>(), TimeProvider.System)
        .RunAsync(
            new CaptionsRun(
                job, input, new ChosenEngine(recogniser, IsFallback: false), new WorkObjects(_captions.Store, job.Assignment.JobId),
                new CaptionsProgress(job, TimeProvider.System), _captions.Folder.Path),
            new SoundToRecognise(_captions.Folder.File("sound.pcm"), 100, [], _captions.Folder.Path, new RecognitionWish([])), new Timeline([]), 100, CancellationToken.None)
        .WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Has parts of given lengths, and guesses a given language at each.</summary>
    private sealed class Parts(params (double Seconds, string Language, double Probability)[] parts) : IRecogniser, IRecognition
    {
        public ConcurrentQueue<int> Asked { get; } = new();

        /// <summary>Whether the speech of a part is told, without which nobody else can recognise it.</summary>
        public bool HasSpeech { get; init; }

        public TimeSpan Takes { get; init; }

        public ConcurrentQueue<string> Languages { get; } = new();

        public string Name => "told";

        public SearchProgress Search => new(100, parts.Sum(part => part.Seconds), parts.Length, HasEnded: true);

        public bool IsRunning => true;

        public bool Supports(string? language) => true;

        public Task<T> RecogniseAsync<T>(SoundToRecognise sound, Func<IRecognition, Task<T>> use, CancellationToken cancellationToken) => use(this);

        public async IAsyncEnumerable<FoundPart> PartsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            for (var i = 0; i < parts.Length; i++)
            {
                yield return new FoundPart(i, i * 25, parts[i].Seconds, HasSpeech ? [new SpeechSpan(i * 25, (i * 25) + parts[i].Seconds)] : null);
            }
        }

        public Task<DetectedLanguage> DetectAsync(FoundPart part, CancellationToken cancellationToken)
        {
            Asked.Enqueue(part.Index);
            return Task.FromResult(new DetectedLanguage(parts[part.Index].Language, parts[part.Index].Probability));
        }

        public async Task<IReadOnlyList<CaptionWord>> RecogniseAsync(FoundPart part, string language, Action<double> progress, CancellationToken cancellationToken)
        {
            Languages.Enqueue(language);
            await Task.Delay(Takes, cancellationToken);
            return [new CaptionWord($"word{part.Index}", part.Start, part.Start + 1, 0.9)];
        }

        public Task<IReadOnlyList<int>?> LabelSpeakersAsync(IReadOnlyList<CaptionWord> words, int? speakers, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    /// <summary>Finds one part, which cannot be recognised, and then searches for ever.</summary>
    private sealed class OnePart : IRecogniser, IRecognition
    {
        public string Name => "none";

        public SearchProgress Search => default;

        public bool IsRunning => true;

        public bool Supports(string? language) => true;

        public Task<T> RecogniseAsync<T>(SoundToRecognise sound, Func<IRecognition, Task<T>> use, CancellationToken cancellationToken) => use(this);

        public async IAsyncEnumerable<FoundPart> PartsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return new FoundPart(0, 0, 10);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        public Task<DetectedLanguage> DetectAsync(FoundPart part, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<CaptionWord>> RecogniseAsync(FoundPart part, string language, Action<double> progress, CancellationToken cancellationToken) =>
            Task.FromException<IReadOnlyList<CaptionWord>>(new InvalidDataException($"part {part.Index}"));

        public Task<IReadOnlyList<int>?> LabelSpeakersAsync(IReadOnlyList<CaptionWord> words, int? speakers, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
