using System.Globalization;
using System.Text;

namespace Platform.Fuzz.Running;

/// <summary>Reports the result of a run.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Sent">The number of requests sent.</param>
/// <param name="Statuses">The number of answers by status; 0 stands for no answer.</param>
/// <param name="Failures">The requests with wrong answers.</param>
/// <param name="Faults">Other errors.</param>
/// <param name="Accepted">The number of jobs of the independent user.</param>
/// <param name="NeverRight">Operations that never succeeded.</param>
internal sealed record FuzzResult(
    int Seed, int Sent, IReadOnlyDictionary<int, int> Statuses, IReadOnlyList<Failure> Failures, IReadOnlyList<string> Faults, int Accepted, IReadOnlyList<string> NeverRight)
{
    private const int MaxShown = 40;

    public bool IsGood => Failures.Count == 0 && Faults.Count == 0;

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var failure in Failures.OrderBy(failure => failure.Alone is null).ThenBy(failure => failure.Number).Take(MaxShown))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"SEED={Seed} ONLY={failure.Number}  {failure.Case}")
                .AppendLine(CultureInfo.InvariantCulture, $"    {failure.Fault}")
                .AppendLine(CultureInfo.InvariantCulture, $"    alone: {failure.Alone ?? "answered as it should be"}")
                .AppendLine(CultureInfo.InvariantCulture, $"    {failure.Curl}")
                .AppendLine(CultureInfo.InvariantCulture, $"    {failure.Answer}");
        }

        foreach (var fault in Faults)
        {
            text.AppendLine(fault);
        }

        if (NeverRight.Count > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"never answered with success: {string.Join(", ", NeverRight)}");
        }

        var shares = string.Join(' ', Statuses.OrderBy(status => status.Key).Select(status => string.Create(CultureInfo.InvariantCulture, $"{status.Key}×{status.Value}")));
        return text.AppendLine(CultureInfo.InvariantCulture, $"seed {Seed}: {Sent} requests, {Failures.Count} answered wrongly ({Failures.Count(failure => failure.Alone is not null)} also alone), {Faults.Count} other faults; {Accepted} jobs of somebody else accepted; {shares}").ToString();
    }
}
