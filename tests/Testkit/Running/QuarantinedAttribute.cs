using System.Globalization;
using Xunit.Sdk;

namespace Platform.Testkit.Running;

/// <summary>
/// Stands beside <c>[Fact]</c> or <c>[Theory]</c> on a test that fails at times and cannot be repaired today. <c>make test</c> leaves it out and says
/// how many there are. After two weeks the run fails until the test is repaired or removed.
/// </summary>
/// <param name="reason">What fails, and what is known of why.</param>
/// <param name="since">The day on which it was left out, as yyyy-MM-dd.</param>
[TraitDiscoverer("Platform.Testkit.Running." + nameof(QuarantineDiscoverer), "Testkit")]
[AttributeUsage(AttributeTargets.Method)]
public sealed class QuarantinedAttribute(string reason, string since) : Attribute, ITraitAttribute
{
    /// <summary>For how many days a test may be left out.</summary>
    public const int MaxDays = 14;

    /// <summary>What fails, and what is known about the cause.</summary>
    public string Reason { get; } = reason;

    /// <summary>The day on which it was left out, as yyyy-MM-dd.</summary>
    public string Since { get; } = since;

    /// <summary>
    /// Whether the test may still be left out on this day, of UTC. A date that is further ahead than a time zone can be would lengthen its time.
    /// </summary>
    /// <exception cref="FormatException"><see cref="Since"/> is not such a date.</exception>
    public bool IsInTime(DateOnly today)
    {
        var first = DateOnly.ParseExact(Since, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        return first <= today.AddDays(1) && today <= first.AddDays(MaxDays);
    }
}
