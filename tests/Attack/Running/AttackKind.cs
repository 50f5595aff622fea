namespace Platform.Attack.Running;

/// <summary>One way to harm others.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Lanes">How many do it at the same time.</param>
/// <param name="PerSecond">How often they begin, all together.</param>
/// <param name="OnceAsync">Does it once.</param>
/// <param name="Expected">Of these answers one has to come, or the kind does not reach what it is to reach; empty where nobody waits for an answer.</param>
internal sealed record AttackKind(string Name, int Lanes, double PerSecond, Func<Attacker, KindTally, CancellationToken, Task> OnceAsync, params IReadOnlyList<int> Expected)
{
    /// <summary>How many have to be sent before one of <see cref="Expected"/> is owed: more than a bound lets through.</summary>
    public int Beyond { get; init; } = 1;

    /// <summary>Why it did not reach what it is to reach; null where it did.</summary>
    public string? Missed(KindTally tally) =>
        tally.Sent == 0 ? $"{Name}: nothing was sent"
        : tally.Sent >= Beyond && Expected.Count > 0 && Expected.All(status => tally.Of(status) == 0) ? $"{Name}: none of {string.Join(", ", Expected)} was answered, but {tally}"
        : null;
}
