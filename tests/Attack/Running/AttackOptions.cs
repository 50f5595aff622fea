using System.Globalization;

namespace Platform.Attack.Running;

/// <summary>Sets the duration of the attack, and the load of the other user during it.</summary>
/// <param name="Length">The duration of attack and comparison together.</param>
/// <param name="JobsPerSecond">The number of jobs per second that the other user submits.</param>
/// <param name="CalmShare">The share of the time for the comparison, from 0 to 0.25.</param>
/// <param name="IsCold">Whether the attack begins at once, on a platform that nobody has worked with yet.</param>
internal sealed record AttackOptions(TimeSpan Length, int JobsPerSecond = 50, double CalmShare = 0.25, bool IsCold = false)
{
    // Some of the attacks are refused only after half a minute.
    private const int MinSeconds = 60;
    private const double AttackShare = 0.7;

    // The comparison is optional: it proves nothing by itself, but puts the figures of the attack into context.
    private const double ShortCalmShare = 0.05;

    /// <summary>The duration of the ordinary traffic before the attack: a platform that has just started is slow for everybody.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The duration of the attack.</summary>
    public TimeSpan Attack => Length * AttackShare;

    /// <summary>The duration of the comparison with the same number of harmless requests; the rest of the time passes between the two.</summary>
    public TimeSpan Calm => Length * CalmShare;

    /// <summary>
    /// Reads the options from the environment: ATTACK_SECONDS, by default a minute with a short comparison, and ATTACK_COLD, any text for an attack
    /// without other work before it.
    /// </summary>
    public static AttackOptions FromEnvironment() => OfLength(Environment.GetEnvironmentVariable("ATTACK_SECONDS")) with
    {
        IsCold = Environment.GetEnvironmentVariable("ATTACK_COLD") is { Length: > 0 },
    };

    private static AttackOptions OfLength(string? text) => text is not { Length: > 0 }
        ? new(TimeSpan.FromMinutes(1), CalmShare: ShortCalmShare)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds >= MinSeconds
            ? new(TimeSpan.FromSeconds(seconds))
            : throw new FormatException($"ATTACK_SECONDS={text} is no number from {MinSeconds}.");
}
