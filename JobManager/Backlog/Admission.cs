using Platform.JobManager.Kinds;

namespace Platform.JobManager.Backlog;

/// <summary>
/// Records what <see cref="AdmissionPacer"/> has counted for one submission, so that jobs which are not queued after all can be released
/// exactly once. Only the pacer changes it, under its lock.
/// </summary>
internal sealed class Admission
{
    /// <summary>The jobs that are counted as queued and have not been released.</summary>
    public QueueCount Jobs { get; private set; }

    /// <summary>The tokens that these jobs took from the rate limit.</summary>
    public double Tokens { get; private set; }

    /// <summary>Adds counted jobs and their tokens.</summary>
    public void Add(QueueCount jobs, double tokens)
    {
        Jobs += jobs;
        Tokens += tokens;
    }

    /// <summary>Removes jobs, at most as many as are counted, with their share of the tokens.</summary>
    public (QueueCount Jobs, double Tokens) Remove(QueueCount jobs)
    {
        var removed = new QueueCount(Math.Clamp(jobs.All, 0, Jobs.All), Math.Clamp(jobs.Short, 0, Jobs.Short));
        var tokens = removed.Short == Jobs.Short ? Tokens : Tokens * removed.Short / Jobs.Short;
        Jobs += -removed;
        Tokens -= tokens;
        return (removed, tokens);
    }
}
