using System.Text.Json;

namespace Platform.Worker.Kinds;

/// <summary>Runs the jobs of one kind. A handler that is registered as a singleton is enough for the worker to take its jobs.</summary>
internal interface IJobHandler
{
    /// <summary>Gets the kind of the jobs.</summary>
    string Kind { get; }

    /// <summary>Gets how the kind is run.</summary>
    JobTraits Traits { get; }

    /// <summary>Runs one attempt.</summary>
    /// <returns>The result of the job; null if it has none.</returns>
    /// <exception cref="JobFailedException">The attempt failed for a reason that is shown to the job's owner.</exception>
    /// <exception cref="OperationCanceledException">The attempt stopped because <see cref="JobContext.Stopping"/> was cancelled.</exception>
    ValueTask<JsonElement?> RunAsync(JobContext job);
}
