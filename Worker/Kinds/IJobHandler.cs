using System.Text.Json;

namespace Platform.Worker.Kinds;

/// <summary>
/// Runs the jobs of one kind. The worker takes the jobs of every handler that is registered as a singleton; that such jobs can be submitted at all is
/// up to gateway and JobManager, which know each kind by its name (<see cref="Contracts.Jobs.JobKinds"/>).
/// </summary>
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
