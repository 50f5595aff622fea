using Platform.Contracts.Jobs;
using Platform.Frontend.Gateway;
using Platform.Frontend.Jobs;

namespace Platform.Frontend.Finishing;

/// <summary>Holds the stretches that other jobs recognise again, until these have ended.</summary>
internal sealed class AwaitedRanges
{
    private readonly Dictionary<Guid, RecognisedRange> _awaited = [];

    /// <summary>Waits for a job, beside those that are awaited already.</summary>
    public void Begin(RecognisedRange recognised) => _awaited[recognised.Job] = recognised;

    /// <summary>Ends the wait if a change says that the job has ended.</summary>
    /// <param name="job">The job that has changed.</param>
    /// <param name="state">Its state.</param>
    /// <returns>What was awaited; null if the change says nothing of it.</returns>
    public RecognisedRange? End(Guid job, JobState state) => state.IsFinal() && _awaited.Remove(job, out var awaited) ? awaited : null;

    /// <summary>Reads the states of the jobs, of which changes may have been missed; a job that is gone counts as failed.</summary>
    /// <returns>The jobs and their states.</returns>
    public async Task<IReadOnlyList<(Guid Job, JobState State)>> FindAsync(JobsApi jobs, CancellationToken cancellationToken)
    {
        var found = new List<(Guid Job, JobState State)>();

        // Others may be begun or end meanwhile.
        foreach (var job in _awaited.Keys.ToArray())
        {
            found.Add((job, await StateAsync(job, jobs, cancellationToken)));
        }

        return found;
    }

    private static async Task<JobState> StateAsync(Guid job, JobsApi jobs, CancellationToken cancellationToken)
    {
        try
        {
            return (await jobs.GetAsync(job, cancellationToken)).State;
        }
        catch (GatewayException exception) when (exception.IsNotFound)
        {
            return JobState.Failed;
        }
    }
}
