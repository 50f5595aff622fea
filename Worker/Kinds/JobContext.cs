using System.Text.Json;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;

namespace Platform.Worker.Kinds;

/// <summary>What a handler knows of its attempt, and how it tells how it goes.</summary>
internal abstract class JobContext
{
    /// <summary>The attempt.</summary>
    public abstract JobAssignment Assignment { get; }

    /// <summary>Cancelled when the attempt has to stop; <see cref="Reason"/> says why.</summary>
    public abstract CancellationToken Stopping { get; }

    /// <summary>Why the attempt has to stop.</summary>
    public abstract StopReason Reason { get; }

    /// <summary>Tells how far it is. As cheap as a field: at most two a second leave the worker.</summary>
    public abstract void ReportProgress(JobProgress progress);

    /// <summary>Hands over what a later attempt resumes from. It travels with the next report; a worker that dies at once may lose it.</summary>
    public abstract void SaveCheckpoint(JsonElement checkpoint);

    /// <summary>Writes a line for the job's page.</summary>
    /// <param name="level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
    /// <param name="message">No internals.</param>
    public abstract void Log(string level, string message);
}
