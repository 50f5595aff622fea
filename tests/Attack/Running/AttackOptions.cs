using System.Globalization;

namespace Platform.Attack.Running;

/// <summary>For how long, and how much the other user does beside it.</summary>
/// <param name="Length">Of attack and comparison together.</param>
/// <param name="JobsPerSecond">What the other user submits.</param>
internal sealed record AttackOptions(TimeSpan Length, int JobsPerSecond = 50)
{
    // Some of what is tried is refused after half a minute only.
    private const int Least = 60;
    private const double AttackShare = 0.7;
    private const double CalmShare = 0.25;

    /// <summary>For how long it is attacked.</summary>
    public TimeSpan Attack => Length * AttackShare;

    /// <summary>For how long the same number of harmless requests is sent; the rest goes by in between.</summary>
    public TimeSpan Calm => Length * CalmShare;

    /// <summary>Of the environment: ATTACK_SECONDS, else a minute.</summary>
    public static AttackOptions FromEnvironment() => Environment.GetEnvironmentVariable("ATTACK_SECONDS") is not { Length: > 0 } text
        ? new(TimeSpan.FromMinutes(1))
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds >= Least
            ? new(TimeSpan.FromSeconds(seconds))
            : throw new FormatException($"ATTACK_SECONDS={text} is no number from {Least}.");
}
