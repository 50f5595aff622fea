using Platform.JobManager.Kinds;

namespace Platform.JobManager.Backlog;

/// <summary>
/// What <see cref="AdmissionPacer"/> has counted for one caller, so that what comes to nothing is given back as it was taken, and once. It is
/// changed by the pacer alone.
/// </summary>
internal sealed class Admission
{
    /// <summary>Jobs that were counted as queued and not given back.</summary>
    public QueueCount Jobs { get; private set; }

    /// <summary>What they took of the pace.</summary>
    public double Tokens { get; private set; }

    /// <summary>Notes that jobs were counted.</summary>
    public void Add(QueueCount jobs, double tokens)
    {
        Jobs += jobs;
        Tokens += tokens;
    }

    /// <summary>Takes some of the jobs out, or as many as there are, with their part of the tokens.</summary>
    public (QueueCount Jobs, double Tokens) Take(QueueCount jobs)
    {
        var taken = new QueueCount(Math.Clamp(jobs.All, 0, Jobs.All), Math.Clamp(jobs.Short, 0, Jobs.Short));
        double tokens = taken.Short == Jobs.Short ? Tokens : Tokens * taken.Short / Jobs.Short;
        Jobs += -taken;
        Tokens -= tokens;
        return (taken, tokens);
    }
}
