using System.Diagnostics;
using System.Globalization;
using System.Text;
using Platform.Testkit.Servers;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Objectives;

/// <summary>
/// A gateway with a real Prometheus that holds 40 days of recordings of one objective: 1,000 requests every five minutes, of which one is bad each
/// hour, and an outage of half an hour two days ago in which all were.
/// </summary>
public sealed class RecordedGateway : GatewayFixture, IAsyncLifetime
{
    public const int EventsPerSlot = 1_000;

    private const int Days = 40;
    private const int SlotsPerDay = 24 * 12;

    public HttpClient Viewer { get; private set; } = null!;

    public HttpClient Nobody { get; private set; } = null!;

    public MonitoringProgram Prometheus { get; private set; } = null!;

    /// <summary>The end of the outage: the last of its six slots.</summary>
    public DateTimeOffset OutageEnd { get; private set; }

    protected override Dictionary<string, string> Settings => new()
    {
        ["services:prometheus:http:0"] = Prometheus.Address.ToString(),
        ["Monitoring:User"] = MonitoringProgram.User,
        ["Monitoring:Password"] = MonitoringProgram.Password,
    };

    /// <summary>How many events of a slot were bad, by its distance from now.</summary>
    public static int BadIn(int slotsAgo) => slotsAgo is >= (2 * SlotsPerDay) - 5 and <= 2 * SlotsPerDay ? EventsPerSlot : slotsAgo % 12 == 0 ? 1 : 0;

    public new async Task InitializeAsync()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 300 * 300);
        OutageEnd = now.AddMinutes(-5 * ((2 * SlotsPerDay) - 5));
        Prometheus = await MonitoringProgram.PrometheusAsync(_ => "global: { scrape_interval: 1m }\n");
        await BackfillAsync(now);
        await Prometheus.StartAsync();
        await base.InitializeAsync();
        Nobody = (await SignUpAsync()).Client;
        var viewer = await SignUpAsync();
        await Operators.GrantAsync(Services, viewer.Email, "viewer");
        viewer.Client.Dispose();
        Viewer = (await SignInAsync(viewer.Email)).Client;
    }

    public new async Task DisposeAsync()
    {
        Nobody?.Dispose();
        Viewer?.Dispose();
        await base.DisposeAsync();
        await Prometheus.DisposeAsync();
    }

    // As the recording rules would have written it. It goes on for an hour, so that the last value is not old while a test runs.
    private async Task BackfillAsync(DateTimeOffset now)
    {
        const string Of = """{slo="api-availability",service="api-gateway",team="platform"}""";
        var first = -Days * SlotsPerDay;
        var text = new StringBuilder();
        Series("slo:events_total:increase5m" + Of, first, _ => EventsPerSlot);
        Series("slo:events_bad:increase5m" + Of, first, slot => BadIn(-slot));
        Series("""slo:events_bad_causes:increase5m{slo="api-availability",service="api-gateway",team="platform",endpoint="/api/v1/jobs",status="503"}""", first, slot => BadIn(-slot) == EventsPerSlot ? EventsPerSlot : 0);
        Series("""slo:events_bad_causes:increase5m{slo="api-availability",service="api-gateway",team="platform",endpoint="/api/v1/queues",status="500"}""", first, slot => BadIn(-slot) == 1 ? 1 : 0);
        Series("slo:events_total:increase30d" + Of, -12, _ => Total);
        Series("slo:events_bad:increase30d" + Of, -12, _ => Bad);
        Series("slo:sli_error:ratio_rate30d" + Of, -12, _ => (double)Bad / Total);
        Series("slo:error_budget_remaining:ratio" + Of, first, _ => 1 - ((double)Bad / Total / 0.001));
        Series("slo:sli_error:ratio_rate1h" + Of, -12, _ => 0.0005);
        Series("slo:sli_error:ratio_rate3d" + Of, -12, _ => 0.0004);
        Series("""slo:uptime:ratio30d{service="api-gateway",team="platform"}""", -12, _ => 0.9995);
        text.Append("# EOF\n");
        var file = Path.Combine(Prometheus.Folder, "recorded.txt");
        await File.WriteAllTextAsync(file, text.ToString());
        using var promtool = Process.Start(new ProcessStartInfo(
            "promtool", ["tsdb", "create-blocks-from", "--max-block-duration=1500h", "--quiet", "openmetrics", file, Path.Combine(Prometheus.Folder, "data")])
        {
            RedirectStandardError = true,
        })!;
        var errors = await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        promtool.ExitCode.ShouldBe(0, errors);

        void Series(string series, int from, Func<int, double> value)
        {
            for (var slot = from; slot <= 12; slot++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{series} {value(slot)} {now.AddMinutes(5 * slot).ToUnixTimeSeconds()}\n");
            }
        }
    }

    /// <summary>The events of the 30 days, as the test counts them.</summary>
    public static int Total => 30 * SlotsPerDay * EventsPerSlot;

    /// <summary>The bad ones among them.</summary>
    public static int Bad => Enumerable.Range(0, 30 * SlotsPerDay).Sum(BadIn);
}
