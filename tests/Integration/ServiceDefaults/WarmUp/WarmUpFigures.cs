using System.Globalization;
using System.Net;
using Platform.Testkit.Waiting;
using Shouldly;

namespace Platform.Integration.ServiceDefaults.WarmUp;

/// <summary>Reads what a service exposes of itself after its warm-up.</summary>
internal static class WarmUpFigures
{
    /// <summary>The setting by which a service of a test warms up, which it otherwise does not.</summary>
    public const string Setting = "WarmUp:MaxDelay";

    /// <summary>Long enough for a machine that does other work, too.</summary>
    public const string LongDelay = "00:01:00";

    /// <summary>Waits until a service is ready and has warmed up completely, and checks that counters are still at 0.</summary>
    /// <param name="service">A client of the service.</param>
    /// <param name="counters">The counters, by their names in Prometheus.</param>
    public static async Task ShouldBeCompleteAndCountForNobodyAsync(HttpClient service, params string[] counters)
    {
        await Eventually.PassesAsync(async () =>
        {
            using var ready = await service.GetAsync("/health/ready");
            ready.StatusCode.ShouldBe(HttpStatusCode.OK);
        });
        string[] lines = [];
        await Eventually.PassesAsync(async () =>
        {
            lines = (await service.GetStringAsync("/metrics")).Split('\n');
            lines.ShouldContain(line => line.StartsWith("warmup_duration_seconds{", StringComparison.Ordinal) && line.Contains("result=\"complete\"", StringComparison.Ordinal));
        });
        foreach (var counter in counters)
        {
            var series = lines.Where(line => line.StartsWith(counter + "{", StringComparison.Ordinal)).ToList();
            series.ShouldNotBeEmpty(counter);
            series.ShouldAllBe(line => ValueOf(line) == 0);
        }
    }

    private static double ValueOf(string line) => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
}
