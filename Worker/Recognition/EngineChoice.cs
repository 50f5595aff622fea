using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Health;
using Platform.Worker.Kinds;
using Platform.Worker.Processes;

namespace Platform.Worker.Recognition;

/// <summary>
/// Selects the recogniser for jobs: the configured one, or a fallback if its model is missing or broken. Checked when the worker starts, again when a
/// model file changes, and a minute after a failed check.
/// </summary>
internal sealed partial class EngineChoice(
    Whisper whisper, PocketSphinx sphinx, RecogniserFiles files, ScratchSpace scratch, IOptions<RecognitionOptions> options, TimeProvider time, ILogger<EngineChoice> logger) : BackgroundService
{
    private readonly Lock _lock = new();
    private ModelChecks? _models;

    /// <summary>Selects the recogniser for a job.</summary>
    /// <exception cref="JobFailedException">No recogniser is available.</exception>
    public async ValueTask<ChosenEngine> ChooseAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Engine == "pocketsphinx")
        {
            return new ChosenEngine(sphinx, IsFallback: false);
        }

        var (problem, _, speakers) = await Models.FindAsync().WaitAsync(cancellationToken);
        return problem is null ? new ChosenEngine(whisper, IsFallback: false, speakers)
            : options.Value.Engine == "auto" ? new ChosenEngine(sphinx, IsFallback: true)
            : throw new JobFailedException(
                "recogniser_unavailable", "The speech recogniser of this worker cannot run: its model is missing or broken.", retryable: true, new InvalidOperationException(problem));
    }

    /// <summary>
    /// Reports the health: degraded if a fallback is used or speakers cannot be distinguished, unhealthy if there is no recogniser.
    /// </summary>
    public ProbeAnswer Health()
    {
        if (options.Value.Engine == "pocketsphinx")
        {
            return Answer(sphinx.Name, null, HealthStatus.Healthy);
        }

        return Models.Known is not { } known ? Answer(whisper.Name, "the model is looked at", HealthStatus.Healthy)
            : known is { Problem: null, SpeakerProblem: { } speakers } ? Answer(whisper.Name, $"{speakers}; speakers are not distinguished", HealthStatus.Degraded)
            : known.Problem is not { } problem ? Answer(whisper.Name, null, HealthStatus.Healthy)
            : options.Value.Engine == "auto" ? Answer(sphinx.Name, $"{problem}; {sphinx.Name} is used instead", HealthStatus.Degraded)
            : Answer("none", problem, HealthStatus.Unhealthy);
    }

    /// <summary>Gets the name of the recogniser, as <c>/info</c> shows it.</summary>
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

    private ModelChecks Models
    {
        get
        {
            lock (_lock)
            {
                return _models ??= new ModelChecks(Stamp, CheckModelsAsync, time);
            }
        }
    }

    private static ProbeAnswer Answer(string engine, string? message, HealthStatus status) =>
        new(message ?? $"{engine} recognises speech", new Dictionary<string, object>(StringComparer.Ordinal) { ["engine"] = engine }, status);

    private string Stamp() => string.Join('\n', ((string[])[files.SpeechModel, files.VoiceModel, files.SpeakerModel]).Select(static path => new FileInfo(path)).Select(static file =>
        string.Create(CultureInfo.InvariantCulture, $"{file.FullName} {(file.Exists ? file.Length : -1)} {(file.Exists ? file.LastWriteTimeUtc.Ticks : 0)}")));

    private async Task<ModelFinding> CheckModelsAsync(ModelFinding? before)
    {
        var model = files.SpeechModel;
        var report = await ModelFile.CheckAsync(model, CancellationToken.None);
        var problem = Unusable(model, report)
            ?? Unusable(files.VoiceModel, await ModelFile.CheckHashAsync(files.VoiceModel, CancellationToken.None));
        // Captions without speakers are still useful, so this model does not affect the others.
        var speakers = Unusable(files.SpeakerModel, await ModelFile.CheckHashAsync(files.SpeakerModel, CancellationToken.None));
        var finding = new ModelFinding(problem, SpeakerProblem: speakers);
        if (problem is null)
        {
            using var folder = scratch.Create($"model-{Guid.CreateVersion7(time.GetUtcNow()):N}");
            finding = await whisper.TryAsync(folder.Path, CancellationToken.None) is { } failure
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
            // Logged already.
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

    [LoggerMessage(1, LogLevel.Information, "Speech is recognised by {Engine}")]
    private partial void LogReady(string engine);

    [LoggerMessage(2, LogLevel.Warning, "{Problem} ({Path}); falling back to {Fallback} (US English only, with many more errors), whose results are marked")]
    private partial void LogFallback(string problem, string path, string fallback);

    [LoggerMessage(3, LogLevel.Error, "{Problem} ({Path}); captions jobs fail until it is fixed")]
    private partial void LogNone(string problem, string path);

    [LoggerMessage(4, LogLevel.Warning, "{Problem} ({Path}); captions are made without speakers until it is fixed, and results that should have them are marked")]
    private partial void LogNoSpeakers(string problem, string path);
}

/// <summary>Holds the recogniser that was selected for a job.</summary>
/// <param name="Recogniser">The recogniser.</param>
/// <param name="IsFallback">Whether it replaces the configured one.</param>
/// <param name="SpeakerProblem">Why it currently cannot distinguish speakers, although it supports that; null if it can.</param>
internal sealed record ChosenEngine(IRecogniser Recogniser, bool IsFallback, string? SpeakerProblem = null);
