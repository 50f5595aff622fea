using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Platform.Observability.Dashboards;
using Shouldly;
using Xunit;

namespace Platform.Observability.Rules;

/// <summary>A panel that shows the value of an alert has its threshold where the alert fires.</summary>
public sealed partial class PanelThresholdTests
{
    [Theory]
    [InlineData("AccountCleanUpStuck", "plat-security", "Longest clean-up of a deleted account")]
    [InlineData("AuthFailureSpike", "plat-security", "Failed sign-ins")]
    [InlineData("BackupTooOld", "plat-resources", "Age of the newest backup")]
    [InlineData("BrokerMessagesWaitTooLong", "plat-messaging", "Oldest waiting message")]
    [InlineData("BrokerPublishRejected", "plat-messaging", "Publishing turned away")]
    [InlineData("CertificateFileExpiringSoon", "plat-resources", "Days until a certificate ends")]
    [InlineData("DbErrors", "plat-postgres", "Query errors")]
    [InlineData("GcPauseHigh", "plat-worker", "GC pauses")]
    [InlineData("HighCpuUsage", "plat-resources", "CPU by process")]
    [InlineData("HighErrorRate", "plat-overview", "Error rate by service")]
    [InlineData("HighErrorRate", "plat-golden-signals", "Error rate")]
    [InlineData("HighLatencyP95", "plat-golden-signals", "P95 latency by service")]
    [InlineData("HighLatencyP95", "plat-service", "P95 latency")]
    [InlineData("HighLatencyP95Critical", "plat-service", "P95 latency")]
    [InlineData("JobProcessingSlow", "plat-worker", "Job duration quantiles")]
    [InlineData("LowCacheHitRatio", "plat-redis", "Hit ratio by service")]
    [InlineData("MailNotSent", "plat-security", "Oldest mail waiting")]
    [InlineData("NodeCpuHigh", "plat-resources", "CPU in use")]
    [InlineData("NodeDiskUsageHigh", "plat-resources", "Disk usage")]
    [InlineData("NodeMemoryHigh", "plat-resources", "Memory in use")]
    [InlineData("PostgresLongTransaction", "plat-postgres", "Longest transaction by state")]
    [InlineData("PostgresLowCacheHitRatio", "plat-postgres", "Cache hits")]
    [InlineData("PostgresTooManyConnections", "plat-postgres", "Connections used")]
    [InlineData("QueueBacklog", "plat-messaging", "Queue depth")]
    [InlineData("QueueBacklog", "plat-overview", "Queue depth by queue")]
    [InlineData("ScrapeTooSlow", "plat-observability", "Scrape duration")]
    [InlineData("SlowDbQueries", "plat-postgres", "Query response time")]
    [InlineData("ThreadPoolStarvation", "plat-worker", "Thread pool queue")]
    public void A_panel_has_its_threshold_where_the_alert_about_its_value_fires(string alert, string dashboard, string title)
    {
        var limits = RuleFiles.Alerts.Where(rule => rule.Name == alert).SelectMany(rule => Comparison().Matches(rule.Expression))
            .Select(match => double.Parse(match.Groups["limit"].Value, CultureInfo.InvariantCulture)).Where(limit => limit > 0).ToList();
        var panel = DashboardFile.All.Single(file => file.Uid == dashboard).DrawnPanels.Single(drawn => DashboardFile.Text(drawn, "title") == title);
        var steps = DashboardFile.Objects(panel["fieldConfig"]?["defaults"]?["thresholds"]?["steps"]).Select(step => step["value"]).OfType<JsonValue>()
            .Select(value => value.GetValue<double>()).ToList();

        steps.Intersect(limits).ShouldNotBeEmpty($"{title} has {string.Join(", ", steps)}, and {alert} fires at one of {string.Join(", ", limits)}");
    }

    [GeneratedRegex(@"[<>]=?\s*(?<limit>\d+(\.\d+)?)(?![\w.])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comparison();
}
