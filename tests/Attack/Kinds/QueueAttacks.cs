using Platform.Attack.Running;
using Platform.Attack.Wire;

namespace Platform.Attack.Kinds;

/// <summary>Attacks with messages of one megabyte: published, claimed, listed and left unread.</summary>
internal static class QueueAttacks
{
    private static readonly string s_large = $$"""{"content":"{{new string('x', 1_000_000)}}"}""";
    private static readonly TimeSpan s_stay = TimeSpan.FromSeconds(5);

    public static IEnumerable<AttackKind> All { get; } =
    [
        new("messages of a megabyte", 4, 4, static (attacker, tally, stop) => attacker.SendAsync(attacker.Request("POST", $"/queues/{attacker.Large}/messages", s_large), tally, stop), 429) { Beyond = 100 },
        new("batches of them", 2, 1, static (attacker, tally, stop) => attacker.SendAsync(attacker.Request("GET", Claim(attacker)), tally, stop), 200),
        new("pages of them", 2, 1, static (attacker, tally, stop) => attacker.SendAsync(attacker.Request("GET", $"/queues/{attacker.Large}/messages?limit=200"), tally, stop), 200),

        // The answers have 8 MiB each, so that 32 are in flight at the same time.
        new("answers that nobody reads", 12, 6, static (attacker, tally, stop) => ConnectionAbuse.UnreadAsync(attacker.Request("GET", Claim(attacker)), Attacker.Address, tally, s_stay, stop), 429) { Beyond = 100 },
    ];

    private static string Claim(Attacker attacker) => $"/queues/{attacker.Large}/messages/consume?batch_size=200&visibility_timeout_seconds=1";
}
