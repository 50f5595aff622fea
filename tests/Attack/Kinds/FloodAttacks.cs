using System.Security.Cryptography;
using Platform.Attack.Running;
using Platform.Fuzz.Wire;

namespace Platform.Attack.Kinds;

/// <summary>Attacks with a very large number of small requests.</summary>
internal static class FloodAttacks
{
    private const int Burst = 25;

    public static IEnumerable<AttackKind> All { get; } =
    [
        new("small requests", 16, 50, static (attacker, tally, stop) => attacker.SendAsync(attacker.Request("GET", "/api/v1/kinds"), tally, stop), 200),
        new("requests without a key", 4, 5, StrangersAsync, 429),
        new("made-up keys", 4, 20, static (attacker, tally, stop) => attacker.SendAsync(WithKey(attacker, "pk_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(21))), tally, stop), 429),
        new("keys that are nearly right", 2, 5, static (attacker, tally, stop) => attacker.SendAsync(WithKey(attacker, Nearly(attacker.Key)), tally, stop), 401, 429),
        new("headers and cookies of 40,000 characters", 2, 4, LargeHeadAsync, 431),
    ];

    /// <summary>Sends many requests at the same time, so that the rate limit is reached on a slow machine, too.</summary>
    private static Task<WireAnswer[]> StrangersAsync(Attacker attacker, KindTally tally, CancellationToken stop) => Task.WhenAll(
        Enumerable.Range(0, Burst).Select(_ => attacker.SendAsync(Attacker.Stranger(attacker.Target.Api, "GET", "/api/v1/jobs"), tally, stop)));

    private static async Task LargeHeadAsync(Attacker attacker, KindTally tally, CancellationToken stop)
    {
        var large = new string('x', 40_000);
        await attacker.SendAsync(attacker.Request("GET", "/api/v1/kinds", null, new WireHeader("X-Attack", large)), tally, stop);
        await attacker.SendAsync(Attacker.Stranger(attacker.Target.Page, "GET", "/sign-in", null, new WireHeader("Cookie", "platform-session=" + large)), tally, stop);
    }

    private static WireRequest WithKey(Attacker attacker, string key) => Attacker.Stranger(attacker.Target.Api, "GET", "/api/v1/jobs", null, new WireHeader("X-Api-Key", key));

    /// <summary>Returns the key with one character changed.</summary>
    private static string Nearly(string key)
    {
        var at = RandomNumberGenerator.GetInt32(3, key.Length);
        return key[..at] + (key[at] == 'A' ? 'B' : 'A') + key[(at + 1)..];
    }
}
