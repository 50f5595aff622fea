using System.Globalization;
using System.Text;

namespace Platform.Attack.Running;

/// <summary>Reports the result of an attack.</summary>
/// <param name="Kinds">The requests by kind of attack.</param>
/// <param name="Before">The other user's work before the attack, beside harmless requests.</param>
/// <param name="Attacked">The other user's work during the attack.</param>
/// <param name="Calm">The other user's work during the same number of harmless requests.</param>
/// <param name="PerSecond">Requests per second of the attack.</param>
/// <param name="Harmless">The answers to the harmless requests.</param>
/// <param name="Unfinished">What is wrong with the other user's jobs; null if nothing is.</param>
internal sealed record AttackResult(
    IReadOnlyList<(AttackKind Kind, KindTally Tally)> Kinds, OtherUser.Phase Before, OtherUser.Phase Attacked, OtherUser.Phase Calm, double PerSecond, KindTally Harmless, string? Unfinished)
{
    /// <summary>The failures of the run.</summary>
    public IReadOnlyList<string> Faults =>
    [
        .. Before.Errors.Select(error => "before the attack: " + error),
        .. Attacked.Errors.Select(error => "during the attack: " + error),
        .. Calm.Errors.Select(error => "beside harmless requests: " + error),
        .. Unfinished is null ? [] : (string[])[Unfinished],
        .. Kinds.Select(kind => kind.Kind.Missed(kind.Tally)).OfType<string>(),
        .. Kinds.Where(kind => kind.Tally.Of(500) > 0).Select(kind => $"{kind.Kind.Name}: 500 was answered, {kind.Tally.Of(500)} times"),
    ];

    public override string ToString()
    {
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"{"the attack",-42} {"sent",7}  answers");
        foreach (var (kind, tally) in Kinds)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{kind.Name,-42} {tally.Sent,7}  {tally}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"{"all",-42} {Kinds.Sum(kind => kind.Tally.Sent),7}  {PerSecond:0}/s")
            .AppendLine(CultureInfo.InvariantCulture, $"{"harmless requests in its place",-42} {Harmless.Sent,7}  {Harmless}").AppendLine();
        foreach (var (name, phase) in ((string, OtherUser.Phase)[])[("beside the attack", Attacked), ("beside harmless", Calm)])
        {
            foreach (var (what, tally) in phase.Tallies)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"the other user {name,-18} {what,-8} {tally.Count,7}  p50 {tally.Percentile(.5),6:0} ms  p99 {tally.Percentile(.99),6:0} ms  longest {tally.Percentile(1),6:0} ms  {tally.Statuses}");
            }
        }

        foreach (var fault in Faults)
        {
            text.AppendLine(fault);
        }

        return text.ToString();
    }
}
