using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Health;
using Platform.Worker.Kinds;
using Platform.Worker.Processes;

namespace Platform.Worker.Recognition;

/// <summary>Which recogniser has the jobs: the one that is set up, or another in its stead where its model is missing or broken. Looked at when the worker starts, and again when the model's file changes.</summary>
internal sealed partial class EngineChoice(
    Whisper whisper, PocketSphinx sphinx, RecogniserFiles files, ScratchSpace scratch, IOptions<RecognitionOptions> options, TimeProvider time, ILogger<EngineChoice> logger) : BackgroundService
{
    private readonly Lock _lock = new();
    private Look? _look;

    /// <summary>The recogniser for a job.</summary>
    /// <exception cref="JobFailedException">There is none.</exception>
    public async ValueTask<ChosenEngine> ChooseAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Engine == "pocketsphinx")
        {
            return new ChosenEngine(sphinx, IsFallback: false);
        }

        var problem = await LookAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return problem is null ? new ChosenEngine(whisper, IsFallback: false)
            : options.Value.Engine == "auto" ? new ChosenEngine(sphinx, IsFallback: true)
            : throw new JobFailedException(
                "recogniser_unavailable", "The speech recogniser of this worker cannot run: its model is missing or broken.", retryable: true, new InvalidOperationException(problem));
    }

    /// <summary>For health: degraded where another recogniser serves, down where none does.</summary>
    public ProbeAnswer Health()
    {
        if (options.Value.Engine == "pocketsphinx")
        {
            return Answer(sphinx.Name, null, HealthStatus.Healthy);
        }

        var look = LookAsync();
        return !look.IsCompletedSuccessfully ? Answer(whisper.Name, "the model is looked at", HealthStatus.Healthy)
            : look.Result is not { } problem ? Answer(whisper.Name, null, HealthStatus.Healthy)
            : options.Value.Engine == "auto" ? Answer(sphinx.Name, $"{problem}; {sphinx.Name} stands in", HealthStatus.Degraded)
            : Answer("none", problem, HealthStatus.Unhealthy);
    }

    /// <summary>What stands in <c>/info</c>.</summary>
    public string Name => options.Value.Engine == "pocketsphinx" || (LookAsync() is { IsCompletedSuccessfully: true, Result: not null } && options.Value.Engine == "auto")
        ? sphinx.Name
        : whisper.Name;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Engine != "pocketsphinx")
        {
            await ((Task)LookAsync()).WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static ProbeAnswer Answer(string engine, string? message, HealthStatus status) =>
        new(message ?? $"{engine} recognises speech", new Dictionary<string, object>(StringComparer.Ordinal) { ["engine"] = engine }, status);

    private Task<string?> LookAsync()
    {
        var file = new FileInfo(files.SpeechModel);
        var stamp = (files.SpeechModel, file.Exists ? file.Length : -1, file.Exists ? file.LastWriteTimeUtc : default);
        lock (_lock)
        {
            // A look that came to no answer is none: the next one looks again.
            if (_look is null || _look.Stamp != stamp || _look.Problem.IsFaulted)
            {
                _look = new Look(stamp, Task.Run(LookCloselyAsync));
            }

            return _look.Problem;
        }
    }

    private async Task<string?> LookCloselyAsync()
    {
        var model = files.SpeechModel;
        var report = await ModelFile.CheckAsync(model, CancellationToken.None).ConfigureAwait(false);
        var problem = report.Problem is { } wrong ? $"The model {Path.GetFileName(model)} cannot be used: {wrong}" : null;
        if (problem is null)
        {
            using var folder = scratch.Create($"model-{Guid.CreateVersion7(time.GetUtcNow()):N}");
            problem = await whisper.TryAsync(folder.Path, CancellationToken.None).ConfigureAwait(false) is { } failure ? $"The model {Path.GetFileName(model)} does not load: {failure}" : null;
        }

        whisper.IsMultilingual = report.IsMultilingual;
        if (problem is null)
        {
            LogReady(whisper.Name);
        }
        else if (options.Value.Engine == "auto")
        {
            LogFallback(problem, model, sphinx.Name);
        }
        else
        {
            LogNone(problem, model);
        }

        return problem;
    }

    [LoggerMessage(1, LogLevel.Information, "Speech is recognised by {Engine}.")]
    private partial void LogReady(string engine);

    [LoggerMessage(2, LogLevel.Warning, "{Problem} ({Path}). {Fallback} stands in: US English only, and many more mistakes; its results are marked.")]
    private partial void LogFallback(string problem, string path, string fallback);

    [LoggerMessage(3, LogLevel.Error, "{Problem} ({Path}). Captions fail until it is put right.")]
    private partial void LogNone(string problem, string path);

    private sealed record Look((string Path, long Length, DateTime Written) Stamp, Task<string?> Problem);
}

/// <summary>The recogniser of a job.</summary>
/// <param name="Recogniser">The recogniser.</param>
/// <param name="IsFallback">Whether it stands in for the one that is set up.</param>
internal sealed record ChosenEngine(IRecogniser Recogniser, bool IsFallback);
