namespace Platform.Attack.Running;

/// <summary>Describes one kind of attack.</summary>
/// <param name="Name">The name in the report.</param>
/// <param name="Lanes">How many attackers run it concurrently.</param>
/// <param name="PerSecond">How often it starts per second, over all lanes.</param>
/// <param name="OnceAsync">Runs it once.</param>
/// <param name="Expected">
/// Statuses of which at least one has to occur, or the attack did not have its intended effect; empty if nothing waits for an answer.
/// </param>
internal sealed record AttackKind(string Name, int Lanes, double PerSecond, Func<Attacker, KindTally, CancellationToken, Task> OnceAsync, params IReadOnlyList<int> Expected)
{
    /// <summary>The number of requests after which one of <see cref="Expected"/> must have occurred: more than a limit admits.</summary>
    public int Beyond { get; init; } = 1;

    /// <summary>Returns why the attack did not have its intended effect; null if it had.</summary>
    public string? Missed(KindTally tally) =>
        tally.Sent == 0 ? $"{Name}: nothing was sent"
        : tally.Sent >= Beyond && Expected.Count > 0 && Expected.All(status => tally.Of(status) == 0) ? $"{Name}: none of {string.Join(", ", Expected)} was answered, but {tally}"
        : null;
}
