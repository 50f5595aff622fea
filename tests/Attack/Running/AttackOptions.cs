using System.Globalization;

namespace Platform.Attack.Running;

/// <summary>For how long, and how much the other user does beside it.</summary>
/// <param name="Length">Of attack and comparison together.</param>
/// <param name="JobsPerSecond">What the other user submits.</param>
/// <param name="CalmShare">How much of the time is for the comparison, from 0 to 0.25.</param>
internal sealed record AttackOptions(TimeSpan Length, int JobsPerSecond = 50, double CalmShare = 0.25)
{
    // Some of what is tried is refused after half a minute only.
    private const int Least = 60;
    private const double AttackShare = 0.7;

    // To be asked for: by itself it proves nothing, it is what figures are held against.
    private const double LittleCalm = 0.05;

    /// <summary>For how long it is attacked.</summary>
    public TimeSpan Attack => Length * AttackShare;

    /// <summary>For how long the same number of harmless requests is sent; the rest goes by in between.</summary>
    public TimeSpan Calm => Length * CalmShare;

    /// <summary>Of the environment: ATTACK_SECONDS, else a minute with little to compare with.</summary>
    public static AttackOptions FromEnvironment() => Environment.GetEnvironmentVariable("ATTACK_SECONDS") is not { Length: > 0 } text
        ? new(TimeSpan.FromMinutes(1), CalmShare: LittleCalm)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds >= Least
            ? new(TimeSpan.FromSeconds(seconds))
            : throw new FormatException($"ATTACK_SECONDS={text} is no number from {Least}.");
}
