using System.Globalization;
using System.Text.Json;
using Platform.Attack.Running;
using Platform.Fuzz.Wire;

namespace Platform.Attack.Kinds;

/// <summary>Attacks with queries that are more expensive than they seem.</summary>
internal static class QueryAttacks
{
    private static readonly WireHeader s_accept = new("Accept", "application/graphql-response+json");

    public static IEnumerable<AttackKind> All { get; } =
    [
        new("searches", 4, 4, static (attacker, tally, stop) => attacker.SendAsync(
            attacker.Request("GET", string.Create(CultureInfo.InvariantCulture, $"/api/v1/jobs?limit=200&q={Random.Shared.Next():x}&created_after=1970-01-01T00:00:00Z")), tally, stop), 200, 422),
        new("descriptions of the API", 2, 10, static (attacker, tally, stop) => attacker.SendAsync(attacker.Request("GET", "/openapi/v1.json"), tally, stop), 200),
        new("GraphQL documents of great cost", 2, 2, static (attacker, tally, stop) => AskAsync(attacker, "{ " + string.Join(' ', Enumerable.Range(0, 12).Select(i => $"q{i}: queue_by_name(name: \"{attacker.Large}\") {{ messages(limit: 200) {{ id content status created_at }} }}")) + " }", tally, stop), 200, 400),
        new("GraphQL documents of great depth", 2, 2, static (attacker, tally, stop) => AskAsync(attacker, string.Concat(Enumerable.Repeat("{ all_queues ", 900)) + new string('}', 900), tally, stop), 400),
    ];

    private static Task<WireAnswer> AskAsync(Attacker attacker, string document, KindTally tally, CancellationToken stop) => attacker.SendAsync(
        attacker.Request("POST", "/graphql", JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["query"] = document }), s_accept), tally, stop);
}
