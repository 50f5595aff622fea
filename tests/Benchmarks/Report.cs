using System.Globalization;
using Platform.Benchmarks.Measure;
using Platform.Benchmarks.Scenarios;

namespace Platform.Benchmarks;

/// <summary>Prints results, one line a fact, so that runs can be compared with diff.</summary>
internal static class Report
{
    public static void Print(ThroughputResult r)
    {
        Console.WriteLine(Line($"{r.Name}: accepted {r.Load.AcceptedPerSecond:N0}/s, completed {r.CompletedPerSecond:N0}/s, under load completed {r.CompletedShareUnderLoad:P1} of accepted, refused {r.Load.Refused:N0}, failed {r.Load.Failed:N0}"));
        Console.WriteLine(Line($"  rows: accepted {r.Load.Accepted:N0}, succeeded {r.Completed:N0}{(r.Completed == r.Load.Accepted ? " (every one)" : " (DIFFERENT)")}"));
        Console.WriteLine("  request " + Line(r.Load.Latency));
        Console.WriteLine("  CPU per job: " + string.Join(", ", r.CpuMicroseconds.OrderByDescending(p => p.Value).Select(p => Line($"{p.Key} {p.Value:0.0} µs"))));
    }

    public static void Print(LatencyResult r)
    {
        Console.WriteLine(Line($"{r.Name}: accepted {r.Load.AcceptedPerSecond:N0}/s, refused {r.Load.Refused:N0}, failed {r.Load.Failed:N0}"));
        Console.WriteLine("  accept   " + Line(r.Load.Latency));
        Console.WriteLine("  start    " + Line(r.Start));
        Console.WriteLine("  complete " + Line(r.Complete));
    }

    private static string Line(Percentiles p) => Line($"p50 {p.At(0.5):0.0} ms, p95 {p.At(0.95):0.0} ms, p99 {p.At(0.99):0.0} ms, max {p.At(1):0.0} ms ({p.Count:N0})");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
