using System.Text.Json;

namespace Platform.Worker.Kinds;

/// <summary>Runs the jobs of one kind. Register it as a singleton and the worker takes its jobs.</summary>
internal interface IJobHandler
{
    /// <summary>The kind, as it stands in the job.</summary>
    string Kind { get; }

    /// <summary>How the kind is to be run.</summary>
    JobTraits Traits { get; }

    /// <summary>Runs one attempt.</summary>
    /// <returns>The job's result; null when it has none.</returns>
    /// <exception cref="JobFailedException">The attempt failed for a reason that the job's owner is told.</exception>
    /// <exception cref="OperationCanceledException">The attempt stopped because <see cref="JobContext.Stopping"/> was cancelled.</exception>
    ValueTask<JsonElement?> RunAsync(JobContext job);
}
