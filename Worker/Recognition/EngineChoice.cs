using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Health;
using Platform.Worker.Kinds;
using Platform.Worker.Processes;

namespace Platform.Worker.Recognition;

/// <summary>Which recogniser has the jobs: the one that is set up, or another in its stead where its model is missing or broken. Looked at when the worker starts, again when a model's file changes, and a minute after a try that failed.</summary>
internal sealed partial class EngineChoice(
    Whisper whisper, PocketSphinx sphinx, RecogniserFiles files, ScratchSpace scratch, IOptions<RecognitionOptions> options, TimeProvider time, ILogger<EngineChoice> logger) : BackgroundService
{
    private readonly Lock _lock = new();
    private ModelLook? _models;

    /// <summary>The recogniser for a job.</summary>
    /// <exception cref="JobFailedException">There is none.</exception>
    public async ValueTask<ChosenEngine> ChooseAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Engine == "pocketsphinx")
        {
            return new ChosenEngine(sphinx, IsFallback: false);
        }

        var (problem, _, speakers) = await Models.FindAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return problem is null ? new ChosenEngine(whisper, IsFallback: false, speakers)
            : options.Value.Engine == "auto" ? new ChosenEngine(sphinx, IsFallback: true)
            : throw new JobFailedException(
                "recogniser_unavailable", "The speech recogniser of this worker cannot run: its model is missing or broken.", retryable: true, new InvalidOperationException(problem));
    }

    /// <summary>For health: degraded where another recogniser serves or speakers are not told apart, down where none does.</summary>
    public ProbeAnswer Health()
    {
        if (options.Value.Engine == "pocketsphinx")
        {
            return Answer(sphinx.Name, null, HealthStatus.Healthy);
        }

        return Models.Known is not { } known ? Answer(whisper.Name, "the model is looked at", HealthStatus.Healthy)
            : known is { Problem: null, SpeakerProblem: { } speakers } ? Answer(whisper.Name, $"{speakers}; speakers are not told apart", HealthStatus.Degraded)
            : known.Problem is not { } problem ? Answer(whisper.Name, null, HealthStatus.Healthy)
            : options.Value.Engine == "auto" ? Answer(sphinx.Name, $"{problem}; {sphinx.Name} stands in", HealthStatus.Degraded)
            : Answer("none", problem, HealthStatus.Unhealthy);
    }

    /// <summary>What stands in <c>/info</c>.</summary>
    public string Name => options.Value.Engine == "pocketsphinx" || (Models.Known?.Problem is not null && options.Value.Engine == "auto")
        ? sphinx.Name
        : whisper.Name;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Engine != "pocketsphinx")
        {
            await ((Task)Models.FindAsync()).WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private ModelLook Models
    {
        get
        {
            lock (_lock)
            {
                return _models ??= new ModelLook(Stamp, LookCloselyAsync, time);
            }
        }
    }

    private static ProbeAnswer Answer(string engine, string? message, HealthStatus status) =>
        new(message ?? $"{engine} recognises speech", new Dictionary<string, object>(StringComparer.Ordinal) { ["engine"] = engine }, status);

    private string Stamp() => string.Join('\n', ((string[])[files.SpeechModel, files.VoiceModel, files.SpeakerModel]).Select(static path => new FileInfo(path)).Select(static file =>
        string.Create(CultureInfo.InvariantCulture, $"{file.FullName} {(file.Exists ? file.Length : -1)} {(file.Exists ? file.LastWriteTimeUtc.Ticks : 0)}")));

    private async Task<ModelFinding> LookCloselyAsync(ModelFinding? before)
    {
        var model = files.SpeechModel;
        var report = await ModelFile.CheckAsync(model, CancellationToken.None).ConfigureAwait(false);
        var problem = Unusable(model, report)
            ?? Unusable(files.VoiceModel, await ModelFile.CheckHashAsync(files.VoiceModel, CancellationToken.None).ConfigureAwait(false));
        // Words are worth having without who says them, so this model stops none of the others.
        var speakers = Unusable(files.SpeakerModel, await ModelFile.CheckHashAsync(files.SpeakerModel, CancellationToken.None).ConfigureAwait(false));
        var finding = new ModelFinding(problem, SpeakerProblem: speakers);
        if (problem is null)
        {
            using var folder = scratch.Create($"model-{Guid.CreateVersion7(time.GetUtcNow()):N}");
            finding = await whisper.TryAsync(folder.Path, CancellationToken.None).ConfigureAwait(false) is { } failure
                ? finding with { Problem = $"The model {Path.GetFileName(model)} does not load: {failure}", MayPass = true }
                : finding;
        }

        whisper.IsMultilingual = report.IsMultilingual;
        if (finding.Problem is null)
        {
            LogReady(whisper.Name);
        }
        else if (finding.Problem == before?.Problem)
        {
            // It was told.
        }
        else if (options.Value.Engine == "auto")
        {
            LogFallback(finding.Problem, model, sphinx.Name);
        }
        else
        {
            LogNone(finding.Problem, model);
        }

        if (finding is { Problem: null, SpeakerProblem: { } untold } && untold != before?.SpeakerProblem)
        {
            LogNoSpeakers(untold, files.SpeakerModel);
        }

        return finding;
    }

    private static string? Unusable(string model, ModelReport report) =>
        report.Problem is { } problem ? $"The model {Path.GetFileName(model)} cannot be used: {problem}" : null;

    [LoggerMessage(1, LogLevel.Information, "Speech is recognised by {Engine}.")]
    private partial void LogReady(string engine);

    [LoggerMessage(2, LogLevel.Warning, "{Problem} ({Path}). {Fallback} stands in: US English only, and many more mistakes; its results are marked.")]
    private partial void LogFallback(string problem, string path, string fallback);

    [LoggerMessage(3, LogLevel.Error, "{Problem} ({Path}). Captions fail until it is put right.")]
    private partial void LogNone(string problem, string path);

    [LoggerMessage(4, LogLevel.Warning, "{Problem} ({Path}). Captions that are to tell speakers apart do without until it is put right; their results are marked.")]
    private partial void LogNoSpeakers(string problem, string path);
}

/// <summary>The recogniser of a job.</summary>
/// <param name="Recogniser">The recogniser.</param>
/// <param name="IsFallback">Whether it stands in for the one that is set up.</param>
/// <param name="SpeakerProblem">Why it cannot tell speakers apart now, though it otherwise does; null where nothing keeps it from that.</param>
internal sealed record ChosenEngine(IRecogniser Recogniser, bool IsFallback, string? SpeakerProblem = null);
