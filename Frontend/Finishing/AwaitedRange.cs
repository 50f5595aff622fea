using Platform.Contracts.Jobs;
using Platform.Frontend.Gateway;
using Platform.Frontend.Jobs;

namespace Platform.Frontend.Finishing;

/// <summary>Holds the stretch that another job recognises again, until that has ended.</summary>
internal sealed class AwaitedRange
{
    private RecognisedRange? _awaited;

    /// <summary>Waits for a job; one that was awaited before no longer is.</summary>
    public void Begin(RecognisedRange recognised) => _awaited = recognised;

    /// <summary>Ends the wait if a change says that the job has ended.</summary>
    /// <param name="job">The job that has changed.</param>
    /// <param name="state">Its state.</param>
    /// <returns>What was awaited; null if the change says nothing of it.</returns>
    public RecognisedRange? End(Guid job, JobState state)
    {
        if (_awaited is not { } awaited || awaited.Job != job || !state.IsFinal())
        {
            return null;
        }

        _awaited = null;
        return awaited;
    }

    /// <summary>Reads the state of the job, of which a change may have been missed; a job that is gone counts as failed.</summary>
    /// <returns>The job and its state; null if none is awaited.</returns>
    public async Task<(Guid Job, JobState State)?> FindAsync(JobsApi jobs, CancellationToken cancellationToken)
    {
        if (_awaited is not { Job: var job })
        {
            return null;
        }

        try
        {
            return (job, (await jobs.GetAsync(job, cancellationToken)).State);
        }
        catch (GatewayException exception) when (exception.IsNotFound)
        {
            return (job, JobState.Failed);
        }
    }
}
