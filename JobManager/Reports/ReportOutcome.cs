using Platform.Contracts.Messaging;
using Platform.JobManager.Outcomes;

namespace Platform.JobManager.Reports;

/// <summary>What follows from a round of reports once it is committed.</summary>
internal sealed class ReportOutcome
{
    public AppliedOutcomes Applied { get; } = new();

    public List<SucceededJob> Succeeded { get; } = [];

    /// <summary>Answers, by worker.</summary>
    public Dictionary<string, WorkerAnswer> Answers { get; } = new(StringComparer.Ordinal);

    public WorkerAnswer AnswerTo(string workerId)
    {
        if (!Answers.TryGetValue(workerId, out WorkerAnswer? answer))
        {
            Answers.Add(workerId, answer = new WorkerAnswer());
        }

        return answer;
    }
}

/// <summary>The command to one worker, as it grows.</summary>
internal sealed class WorkerAnswer
{
    public List<AttemptRef> Granted { get; } = [];

    public List<AttemptRef> Refused { get; } = [];

    public List<AttemptRef> Lost { get; } = [];

    public List<AttemptRef> Cancelled { get; } = [];

    public WorkerCommand ToCommand(TimeSpan lease) => new(
        NullIfEmpty(Granted), NullIfEmpty(Refused), NullIfEmpty(Lost), NullIfEmpty(Cancelled), lease.TotalSeconds);

    private static List<AttemptRef>? NullIfEmpty(List<AttemptRef> list) => list.Count == 0 ? null : list;
}
