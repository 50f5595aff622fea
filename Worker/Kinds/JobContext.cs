using System.Text.Json;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;

namespace Platform.Worker.Kinds;

/// <summary>Gives a handler access to its attempt and lets it report progress.</summary>
internal abstract class JobContext
{
    /// <summary>Gets the attempt.</summary>
    public abstract JobAssignment Assignment { get; }

    /// <summary>Gets the token that is cancelled when the attempt has to stop, for the reason in <see cref="Reason"/>.</summary>
    public abstract CancellationToken Stopping { get; }

    /// <summary>Gets why the attempt has to stop.</summary>
    public abstract StopReason Reason { get; }

    /// <summary>Gets the way to have blocks recognised by other workers; null if there is none.</summary>
    public virtual BlockSharing? Blocks => null;

    /// <summary>Reports the progress. It is as cheap as setting a field: the worker sends at most two updates a second.</summary>
    public abstract void ReportProgress(JobProgress progress);

    /// <summary>
    /// Saves the state from which a later attempt resumes. It is sent with the next report, so it may be lost if the worker dies at once.
    /// </summary>
    public abstract void SaveCheckpoint(JsonElement checkpoint);

    /// <summary>Adds a line to the log that is shown on the job's page.</summary>
    /// <param name="level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
    /// <param name="message">The message, without internal details.</param>
    public abstract void Log(string level, string message);
}
