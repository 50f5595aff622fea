using Platform.Attack.Running;
using Platform.Fuzz.Wire;

namespace Platform.Attack.Kinds;

/// <summary>Attacks that guess passwords.</summary>
internal static class SignInAttacks
{
    private const int Burst = 40;

    public static IEnumerable<AttackKind> All { get; } =
    [
        new("passwords of somebody else's account", 2, 2, static (attacker, tally, stop) => TryAsync(attacker, attacker.OtherEmail, tally, stop), 429) { Beyond = 20 },
        new("passwords of accounts that are not there", 1, 0.2, ManyAsync, 401),
    ];

    /// <summary>All at the same time, so that other sign-ins would queue behind them.</summary>
    private static Task<WireAnswer[]> ManyAsync(Attacker attacker, KindTally tally, CancellationToken stop) => Task.WhenAll(
        Enumerable.Range(0, Burst).Select(_ => TryAsync(attacker, $"nobody-{Guid.CreateVersion7():N}@example.org", tally, stop)));

    private static Task<WireAnswer> TryAsync(Attacker attacker, string email, KindTally tally, CancellationToken stop) => attacker.SendSignInAsync(
        Attacker.Stranger(attacker.Target.Api, "POST", "/api/v1/auth/sign-in", $$"""{"email":"{{email}}","password":"not the password {{Random.Shared.Next()}}"}"""), tally, stop);
}
