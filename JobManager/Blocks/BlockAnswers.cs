using Platform.Contracts.Messaging;

namespace Platform.JobManager.Blocks;

/// <summary>Collects the commands to workers about blocks, until the transaction is committed.</summary>
internal sealed class BlockAnswers
{
    private readonly Dictionary<string, Answer> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<(Guid Job, int Attempt, string Worker), long> _offers = [];

    /// <summary>The jobs whose coordinators get the stages of their blocks.</summary>
    public HashSet<Guid> Jobs { get; } = [];

    /// <summary>Answers an offer.</summary>
    public void AnswerTo(string worker, BlockOffer offer)
    {
        Jobs.Add(offer.JobId);
        _offers[(offer.JobId, offer.Attempt, worker)] = offer.Sequence;
    }

    /// <summary>The number of the offer of a coordinator that is answered; 0 if it has offered nothing now.</summary>
    public long SequenceOf(Guid job, int attempt, string coordinator) => _offers.GetValueOrDefault((job, attempt, coordinator));

    /// <summary>Tells a worker that it has the lease of a block.</summary>
    public void Grant(string worker, AttemptRef block) => Of(worker).Granted.Add(block);

    /// <summary>Tells a worker that a block is not to be run.</summary>
    public void Refuse(string worker, AttemptRef block) => Of(worker).Refused.Add(block);

    /// <summary>Tells a worker that it has lost a block.</summary>
    public void Lose(string worker, AttemptRef block) => Of(worker).Lost.Add(block);

    /// <summary>Reports the stages of its blocks to a coordinator.</summary>
    public void Report(string worker, BlockStates states) => Of(worker).States.Add(states);

    /// <summary>Creates the commands.</summary>
    /// <param name="lease">The duration of leases.</param>
    public IEnumerable<(string Worker, WorkerCommand Command)> Commands(TimeSpan lease) => _answers.Select(answer => (answer.Key, new WorkerCommand(
        NullIfEmpty(answer.Value.Granted),
        NullIfEmpty(answer.Value.Refused),
        NullIfEmpty(answer.Value.Lost),
        LeaseSeconds: lease.TotalSeconds,
        Blocks: NullIfEmpty(answer.Value.States))));

    private static List<T>? NullIfEmpty<T>(List<T> list) => list.Count == 0 ? null : list;

    private Answer Of(string worker)
    {
        if (!_answers.TryGetValue(worker, out var answer))
        {
            _answers.Add(worker, answer = new Answer());
        }

        return answer;
    }

    private sealed class Answer
    {
        public List<AttemptRef> Granted { get; } = [];

        public List<AttemptRef> Refused { get; } = [];

        public List<AttemptRef> Lost { get; } = [];

        public List<BlockStates> States { get; } = [];
    }
}
