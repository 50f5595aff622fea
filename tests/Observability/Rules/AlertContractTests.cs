using System.Text.RegularExpressions;
using Platform.Observability.Catalogue;
using Platform.Observability.Dashboards;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Observability.Rules;

/// <summary>What every alert must have, and every case, runbook and metric behind it.</summary>
public sealed partial class AlertContractTests
{
    private static readonly string[] s_sections =
        ["Meaning", "Impact", "Severity", "Diagnosis", "Mitigation", "Escalation and communication", "False positives", "Related", "Afterwards"];

    private static readonly HashSet<string> s_exporters =
        [.. File.ReadLines(RepositoryRoot.Combine("deploy", "grafana", "exporters.txt")).Where(line => line.Length > 0 && line[0] != '#')];

    [Fact]
    public void The_catalogue_of_alerts_is_complete() =>
        RuleFiles.Alerts.Select(alert => alert.Name).Distinct().Order(StringComparer.Ordinal).ShouldBe(
        [
            "AlertmanagerConfigReloadFailed", "AlertmanagerNotificationsFailing", "AuthFailureSpike", "BrokerConsumersWithoutAcks", "BrokerDeadLettersGrowing",
            "BrokerFiguresOld", "BrokerMessagesWaitTooLong", "BrokerPublishRejected", "CertificateExpiringSoon", "CircuitBreakerFlapping", "CircuitBreakerOpen", "DbConnectionPoolNearExhaustion", "DbErrors", "DeadLetterQueueNotEmpty", "ErrorBudgetExhausted", "ErrorBudgetLow",
            "ErrorRateSpike", "GcPauseHigh", "HighCpuUsage", "HighErrorRate", "HighJobFailureRate", "HighLatencyP95", "HighLatencyP95Critical",
            "HighMemoryUsage", "InfoInhibitor", "JobProcessingSlow", "LowCacheHitRatio", "MetricCardinalityOverflow", "NoNewJobs", "NodeCpuHigh",
            "NodeDiskUsageHigh", "NodeDiskWillFillIn4h", "NodeMemoryHigh", "PostgresDeadlocks", "PostgresDown", "PostgresLongTransaction",
            "PostgresLowCacheHitRatio", "PostgresTooManyConnections", "ProbeFailed", "ProcessCrashLoop", "PrometheusConfigReloadFailed",
            "PrometheusNotConnectedToAlertmanager", "PrometheusRuleFailures", "QueueBacklog", "QueueBacklogGrowing", "QueueNoConsumers", "QueueStuck",
            "RabbitMQDiskAlarm", "RabbitMQDown", "RabbitMQHighRedelivery", "RabbitMQMemoryAlarm", "RabbitMQUnroutable", "RateLimitRejections", "RedisDown",
            "RedisEvictions", "RedisMemoryHigh", "RedisRejectedConnections", "SLOErrorBudgetBurn", "SLOMetricAbsent", "ScrapeNearSampleLimit", "ScrapeTooSlow", "ServiceAbsent",
            "ServiceDegraded", "ServiceDown", "SlowDbQueries", "StorageErrors", "TargetDown", "ThreadPoolStarvation", "Watchdog",
        ]);

    [Fact]
    public void Every_alert_has_a_case_in_which_it_fires_and_one_in_which_it_does_not()
    {
        var fires = RuleFiles.Cases.Where(c => c.Fires.Count > 0).Select(c => c.Alert).ToHashSet();
        var silent = RuleFiles.Cases.Where(c => c.Fires.Count == 0).Select(c => c.Alert).ToHashSet();
        RuleFiles.Alerts.Select(alert => alert.Name).Where(name => !fires.Contains(name)).ShouldBeEmpty();

        // It is there to fire always.
        RuleFiles.Alerts.Select(alert => alert.Name).Where(name => !silent.Contains(name)).ShouldBe(["Watchdog"]);
        RuleFiles.Cases.Select(c => c.Alert).Except(RuleFiles.Alerts.Select(alert => alert.Name)).ShouldBeEmpty();
    }

    [Fact]
    public void The_scrape_limit_is_warned_of_at_70_percent()
    {
        var jobs = File.ReadAllLines(Path.Combine(RuleFiles.Prometheus, "prometheus.yml"))
            .Select(line => line.Trim().TrimStart('-').Trim().Split(": "))
            .Where(parts => parts[0] is "job_name" or "sample_limit")
            .Aggregate((Limited: new List<string>(), Job: ""), (found, parts) =>
            {
                if (parts[0] == "sample_limit" && parts[1] == "5000")
                {
                    found.Limited.Add(found.Job);
                }

                return parts[0] == "job_name" ? (found.Limited, parts[1]) : found;
            }).Limited;
        jobs.ShouldContain("api-gateway");
        File.ReadAllText(Path.Combine(RuleFiles.Prometheus, "rules", "monitoring.yml"))
            .ShouldContain($"scrape_samples_post_metric_relabeling{{job=~\"{string.Join('|', jobs)}\"}} > 3500");
    }

    [Fact]
    public void Every_window_of_the_budget_rule_fires_in_some_case() =>
        RuleFiles.Cases.SelectMany(c => c.Fires).Select(labels => labels.GetValueOrDefault("window")).OfType<string>().Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(["1d", "1h", "3d", "6h"]);

    [Fact]
    public void Every_alert_that_fires_names_a_service_a_team_and_a_severity()
    {
        foreach (var labels in RuleFiles.Cases.SelectMany(c => c.Fires))
        {
            labels["service"].ShouldNotBeNullOrEmpty();
            labels["team"].ShouldBe("platform");
            labels["severity"].ShouldBeOneOf("critical", "warning", "info", "none");
        }
    }

    [Fact]
    public void Annotations_are_complete_and_use_only_labels_that_there_are()
    {
        foreach (var alert in RuleFiles.Alerts)
        {
            foreach (var key in (string[])["summary", "description", "impact", "runbook_url", "dashboard_url"])
            {
                alert.Annotations.Keys.ShouldContain(key, alert.Name);
            }

            alert.Annotations["runbook_url"].ShouldEndWith($"/operations/runbooks/{alert.Name.ToLowerInvariant()}");
            var used = alert.Annotations.Values.Concat(alert.Labels.Values).SelectMany(text => UsedLabel().Matches(text)).Select(match => match.Groups[1].Value).ToHashSet();
            foreach (var labels in RuleFiles.Cases.Where(c => c.Alert == alert.Name).SelectMany(c => c.Fires))
            {
                used.Where(label => !labels.ContainsKey(label)).ShouldBeEmpty($"labels that {alert.Name} has lost");
            }
        }
    }

    [Fact]
    public void Every_dashboard_that_an_alert_points_to_exists()
    {
        var dashboards = DashboardFile.All.Select(dashboard => dashboard.Uid).ToHashSet();
        RuleFiles.Alerts.Select(alert => DashboardUid().Match(alert.Annotations["dashboard_url"]).Groups[1].Value).Distinct().Where(uid => !dashboards.Contains(uid)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_alert_compares_and_waits_no_shorter_than_it_is_evaluated()
    {
        foreach (var alert in RuleFiles.Alerts.Where(alert => alert.Name is not ("Watchdog" or "InfoInhibitor" or "ServiceAbsent")))
        {
            Comparison().IsMatch(alert.Expression).ShouldBeTrue(alert.Name);
            alert.For?.ShouldEndWith(alert.For.EndsWith('h') ? "h" : "m", customMessage: $"{alert.Name}: minutes or hours, above the interval of 30 s");
        }

        // A rate over less than four scrapes has gaps whenever one is missed. The slowest scrape is that of the probes.
        foreach (var (where, expression) in RuleFiles.Expressions)
        {
            Range().Matches(expression).Select(match => match.Groups[1].Value).ShouldAllBe(range => range != "1m" && range != "30s", where);
        }
    }

    [Fact]
    public void Every_factor_of_the_budget_rule_can_be_reached()
    {
        // An objective of 95 % leaves 5 %: 14.4 times that is still a share that there can be.
        foreach (var alert in RuleFiles.Alerts.Where(alert => alert.Name == "SLOErrorBudgetBurn"))
        {
            var factor = double.Parse(Factor().Match(alert.Expression).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
            (factor * 0.05).ShouldBeLessThan(1, alert.Labels["window"]);
        }
    }

    [Fact]
    public void Every_metric_that_a_rule_or_a_runbook_asks_for_is_known() => UnknownMetrics(text => text).ShouldBeEmpty();

    [Fact]
    public void A_metric_that_is_renamed_is_found_out() =>
        UnknownMetrics(text => text.Replace("http_requests_total", "http_request_count_total", StringComparison.Ordinal)).Count().ShouldBeGreaterThan(10);

    [Fact]
    public void Every_alert_has_a_runbook_and_every_runbook_an_alert()
    {
        var alerts = RuleFiles.Alerts.Select(alert => alert.Name.ToLowerInvariant()).Distinct().ToList();
        Runbook.All.Select(runbook => runbook.Name).Where(name => !name.StartsWith("guide-", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .ShouldBe(alerts.Order(StringComparer.Ordinal));
        foreach (var guide in (string[])["on-call", "triage", "status-page", "post-mortem", "silences"])
        {
            Runbook.All.ShouldContain(runbook => runbook.Name == "guide-" + guide);
        }
    }

    [Fact]
    public void Every_runbook_says_all_that_it_has_to_say()
    {
        var names = Runbook.All.Select(runbook => runbook.Name).ToHashSet();
        foreach (var runbook in Runbook.All)
        {
            runbook.Links.Where(link => !names.Contains(link)).ShouldBeEmpty(runbook.Name);
            if (runbook.Name.StartsWith("guide-", StringComparison.Ordinal))
            {
                continue;
            }

            runbook.Sections.ShouldBe(s_sections, runbook.Name);
            s_sections.ShouldAllBe(section => runbook.Section(section).Length > 4, runbook.Name);
            runbook.Checks.ShouldBeInRange(2, 6, runbook.Name);
            runbook.Queries.ShouldNotBeEmpty(runbook.Name);
            runbook.Section("Related").ShouldContain(".md", customMessage: runbook.Name);
            var severities = RuleFiles.Alerts.Where(alert => alert.Name.Equals(runbook.Name, StringComparison.OrdinalIgnoreCase)).Select(alert => alert.Labels["severity"]);
            severities.ShouldAllBe(severity => runbook.Section("Severity").Contains($"- {severity}:", StringComparison.Ordinal), runbook.Name);
        }
    }

    private static IEnumerable<string> UnknownMetrics(Func<string, string> change) =>
        from asked in RuleFiles.Expressions.Concat(Runbook.All.SelectMany(runbook => runbook.Queries.Select(query => (runbook.Name, query))))
        from selector in PromQl.Parse(change(asked.Item2)).Selectors
        where selector.Name is { } name && name != "ALERTS" && MetricCatalogue.OfSample(name) is null && !s_exporters.Contains(name) && !RuleFiles.Recorded.Contains(name)
        select $"{asked.Item1}: {selector.Name}";

    [GeneratedRegex(@"\$labels\.(?<1>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UsedLabel();

    [GeneratedRegex(@"/operations/dashboards/(?<1>[\w-]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DashboardUid();

    [GeneratedRegex("[<>]|==", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comparison();

    [GeneratedRegex(@"\[(?<1>\w+)\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Range();

    [GeneratedRegex(@"\((?<1>[\d.]+) \* slo:error_budget:ratio\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Factor();
}
