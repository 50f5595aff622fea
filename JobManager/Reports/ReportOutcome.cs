using Platform.Contracts.Messaging;
using Platform.JobManager.Changes;

namespace Platform.JobManager.Reports;

/// <summary>The effects of a batch of reports, to be published once it is committed.</summary>
internal sealed class ReportOutcome
{
    /// <summary>The changes of jobs.</summary>
    public CommittedChanges Changes { get; } = new();

    /// <summary>The jobs that have succeeded.</summary>
    public List<SucceededJob> Succeeded { get; } = [];

    /// <summary>The answers to workers, by worker id.</summary>
    public Dictionary<string, WorkerAnswer> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>The answer to a worker; created on first use.</summary>
    public WorkerAnswer AnswerTo(string workerId)
    {
        if (!Answers.TryGetValue(workerId, out var answer))
        {
            Answers.Add(workerId, answer = new WorkerAnswer());
        }

        return answer;
    }
}

/// <summary>Collects the parts of the command that answers a worker's reports.</summary>
internal sealed class WorkerAnswer
{
    /// <summary>The attempts whose lease was granted.</summary>
    public List<AttemptRef> Granted { get; } = [];

    /// <summary>The attempts whose lease was refused; they must not run.</summary>
    public List<AttemptRef> Refused { get; } = [];

    /// <summary>The attempts whose lease the worker has lost; they must stop.</summary>
    public List<AttemptRef> Lost { get; } = [];

    /// <summary>The attempts whose job is to be cancelled.</summary>
    public List<AttemptRef> Cancelled { get; } = [];

    /// <summary>Creates the command. <paramref name="lease"/> is the duration of granted and extended leases.</summary>
    public WorkerCommand ToCommand(TimeSpan lease) => new(
        NullIfEmpty(Granted), NullIfEmpty(Refused), NullIfEmpty(Lost), NullIfEmpty(Cancelled), lease.TotalSeconds);

    private static List<AttemptRef>? NullIfEmpty(List<AttemptRef> list) => list.Count == 0 ? null : list;
}
