using System.Diagnostics;
using OpenTelemetry.Exporter.Prometheus;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.Observability.Exposition;

/// <summary>The most that a service may expose costs little; <c>make bench</c> has the figures.</summary>
public sealed class CostTests(ITestOutputHelper output)
{
    private const int Series = 3000;

    // Names, labels and values once as objects and once as text; a second copy of everything would not fit.
    private const int MostBytesASeries = 1500;

    [Theory]
    [InlineData("text")]
    [InlineData("openmetrics")]
    public async Task Case_47_A_scrape_of_3000_series_is_quick_and_allocates_in_proportion(string format)
    {
        using var exposed = new Exposed();
        ThreeThousandSeries.Record(exposed.Meter);
        var form = format == "text" ? ExpositionFormat.Text : ExpositionFormat.OpenMetrics;
        var lines = exposed.Exporter.TakeSnapshot().In(form).ToArray().Count(b => b == (byte)'\n');
        lines.ShouldBeGreaterThanOrEqualTo(Series);

        // The fastest of several: what the machine does besides is no cost of the scrape.
        await Eventually.PassesAsync(() =>
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            _ = exposed.Exporter.TakeSnapshot().In(form);
            watch.Stop();
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            output.WriteLine($"{format}: {watch.Elapsed.TotalMilliseconds:0.0} ms, {allocated / 1024} KiB");
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromMilliseconds(50));
            allocated.ShouldBeLessThan(Series * MostBytesASeries);
            return Task.CompletedTask;
        });
    }
}
