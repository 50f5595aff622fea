using System.Globalization;
using System.Text.RegularExpressions;
using Platform.Observability.Catalogue;
using Platform.Observability.Dashboards;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Platform.Observability.Rules;

/// <summary>Checks the necessary parts of every alert, and its cases, runbook and metrics.</summary>
public sealed partial class AlertContractTests
{
    private static readonly string[] s_sections =
        ["Meaning", "Impact", "Severity", "Diagnosis", "Mitigation", "Escalation and communication", "False positives", "Related", "Afterwards"];

    private static readonly IReadOnlyList<YamlMappingNode> s_scrapes =
        [.. ((YamlSequenceNode)RuleFiles.Load(Path.Combine(RuleFiles.Prometheus, "prometheus.yml"))["scrape_configs"]).Cast<YamlMappingNode>()];

    private static readonly HashSet<string> s_exporters =
    [
        .. ((string[])[RepositoryRoot.Combine("deploy", "grafana", "exporters.txt"), Path.Combine(RuleFiles.Kubernetes, "metrics.txt")])
            .SelectMany(file => File.ReadLines(file)).Where(line => line.Length > 0 && line[0] != '#'),
    ];

    [Fact]
    public void The_catalogue_of_alerts_is_complete() =>
        RuleFiles.Alerts.Select(alert => alert.Name).Distinct().Order(StringComparer.Ordinal).ShouldBe(
        [
            "AccountCleanUpStuck", "AlertmanagerConfigReloadFailed", "AlertmanagerNotificationsFailing", "AuthFailureSpike", "BackupFailed", "BackupTooOld", "BrokerConsumersWithoutAcks", "BrokerDeadLettersGrowing",
            "BrokerFiguresOld", "BrokerMessagesWaitTooLong", "BrokerPublishRejected", "CertificateExpiringSoon", "CertificateFileExpiringSoon", "CircuitBreakerFlapping", "CircuitBreakerOpen", "DbConnectionPoolNearExhaustion", "DbErrors", "DeadLetterQueueNotEmpty", "DependenciesBehind", "ErrorBudgetExhausted", "ErrorBudgetLow",
            "ErrorRateSpike", "GcPauseHigh", "HighCpuUsage", "HighErrorRate", "HighJobFailureRate", "HighLatencyP95", "HighLatencyP95Critical",
            "HighMemoryUsage", "IncidentNotAcknowledged", "InfoInhibitor", "JobProcessingSlow", "LowCacheHitRatio", "MailNotSent", "MetricCardinalityOverflow", "NoNewJobs", "NodeClockNotSynchronising", "NodeCpuHigh",
            "NodeDiskUsageHigh", "NodeDiskWillFillIn4h", "NodeFilesystemAlmostOutOfFiles", "NodeMemoryHigh", "NotificationsFailing", "PostgresDeadlocks", "PostgresDown", "PostgresLongTransaction",
            "PostgresLowCacheHitRatio", "PostgresTooManyConnections", "ProbeFailed", "ProbeRoundFailing", "ProbeRoundLate", "ProcessCrashLoop", "PrometheusConfigReloadFailed", "PrometheusErrorSendingAlerts",
            "PrometheusMissingRuleEvaluations", "PrometheusNotConnectedToAlertmanager", "PrometheusNotIngestingSamples", "PrometheusRuleFailures", "QueueBacklog", "QueueBacklogGrowing", "QueueNoConsumers", "QueueStuck",
            "RabbitMQDiskAlarm", "RabbitMQDown", "RabbitMQHighRedelivery", "RabbitMQMemoryAlarm", "RabbitMQUnroutable", "RateLimitRejections", "RedisDown",
            "RedisEvictions", "RedisMemoryHigh", "RedisRejectedConnections", "SLOErrorBudgetBurn", "SLOMetricAbsent", "ScrapeNearSampleLimit", "ScrapeRefused", "ScrapeTooSlow", "ServiceAbsent",
            "ServiceDegraded", "ServiceDown", "SlowDbQueries", "StorageErrors", "TargetAbsent", "TargetDown", "ThreadPoolStarvation", "Watchdog",
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
    public void Each_scrape_limit_has_an_alert_at_70_percent()
    {
        var expression = RuleFiles.Alerts.Single(alert => alert.Name == "ScrapeNearSampleLimit").Expression;
        var limits = s_scrapes.Where(scrape => scrape.Children.ContainsKey("sample_limit"))
            .GroupBy(scrape => int.Parse(CaseFile.Text(scrape, "sample_limit"), CultureInfo.InvariantCulture), scrape => CaseFile.Text(scrape, "job_name"))
            .Select(limit => $"scrape_samples_post_metric_relabeling{{job{(limit.Count() > 1 ? "=~" : "=")}\"{string.Join('|', limit)}\"}} > {limit.Key * 7 / 10}")
            .ToList();
        limits.Count.ShouldBe(2);
        expression.ReplaceLineEndings(" ").ShouldBe(string.Join(" or ", limits));
    }

    [Fact]
    public void The_alert_on_slow_scrapes_follows_the_configured_timeout()
    {
        // Prometheus exposes the limit itself only behind a feature flag of its second version.
        var limit = CaseFile.Text((YamlMappingNode)RuleFiles.Load(Path.Combine(RuleFiles.Prometheus, "prometheus.yml"))["global"], "scrape_timeout");
        s_scrapes.Where(scrape => scrape.Children.ContainsKey("scrape_timeout")).ShouldBeEmpty();
        var seconds = int.Parse(limit.TrimEnd('s'), CultureInfo.InvariantCulture);
        RuleFiles.Alerts.Single(alert => alert.Name == "ScrapeTooSlow").Expression.ShouldEndWith($"> {seconds * 8 / 10}");
        RuleFiles.Expressions.Where(rule => rule.Expression.Contains("scrape_timeout", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void An_alert_fires_for_every_job_without_targets()
    {
        var missed = RuleFiles.Alerts.Where(alert => alert.Name is "ServiceAbsent" or "TargetAbsent").SelectMany(alert => Absent().Matches(alert.Expression)).Select(match => match.Groups["job"].Value);
        missed.Order(StringComparer.Ordinal).ShouldBe(s_scrapes.Select(scrape => CaseFile.Text(scrape, "job_name")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_alert_inhibits_an_unrelated_one()
    {
        var rules = ((YamlSequenceNode)RuleFiles.Load(RepositoryRoot.Combine("deploy", "alertmanager", "alertmanager.yml"))["inhibit_rules"]).Cast<YamlMappingNode>().ToList();
        var byName = rules.Select(rule => rule.Children.TryGetValue("equal", out var equal) ? ((YamlSequenceNode)equal).Select(label => ((YamlScalarNode)label).Value!).ToList() : [])
            .Single(equal => equal.Contains("alertname"));

        // How bad it is and who is told differ by the alert; what it is about must not.
        string[] aboutTheAlert = ["__name__", "alertname", "alertstate", "severity", "page_sms", "window", "scope", "team"];
        foreach (var same in RuleFiles.Cases.GroupBy(c => c.Alert).Where(same => RuleFiles.Alerts.Where(alert => alert.Name == same.Key).Select(alert => alert.Labels["severity"]).Distinct().Count() > 1))
        {
            same.SelectMany(c => c.Fires).SelectMany(labels => labels.Keys).Distinct().Except(aboutTheAlert).Except(byName).ShouldBeEmpty(same.Key);
        }

        // Other teams' alerts may come to the same Alertmanager.
        rules.SelectMany(rule => new[] { rule["source_matchers"], rule["target_matchers"] })
            .ShouldAllBe(matchers => ((YamlSequenceNode)matchers).Any(matcher => ((YamlScalarNode)matcher).Value == "team = platform"));
    }

    [Fact]
    public void Every_window_of_the_budget_rule_fires_in_some_case() =>
        RuleFiles.Cases.SelectMany(c => c.Fires).Select(labels => labels.GetValueOrDefault("window")).OfType<string>().Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(["15m", "1d", "1h", "3d", "6h"]);

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
    public void Annotations_are_complete_and_use_only_existing_labels()
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
    public void The_documentation_names_each_external_label_that_links_need()
    {
        var used = RuleFiles.Alerts.SelectMany(alert => alert.Annotations.Values).SelectMany(text => ExternalLabel().Matches(text)).Select(match => match.Groups["label"].Value).Distinct().ToList();
        used.ShouldContain("page");
        var text = File.ReadAllText(Path.Combine(RuleFiles.Prometheus, "README.md"));
        used.ShouldAllBe(label => text.Contains($"external label `{label}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_dashboard_that_an_alert_points_to_exists()
    {
        var dashboards = DashboardFile.All.Select(dashboard => dashboard.Uid).ToHashSet();
        RuleFiles.Alerts.Select(alert => DashboardUid().Match(alert.Annotations["dashboard_url"]).Groups[1].Value).Distinct().Where(uid => !dashboards.Contains(uid)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_alert_has_a_comparison_and_waits_at_least_one_evaluation_interval()
    {
        foreach (var alert in RuleFiles.Alerts.Where(alert => alert.Name is not ("Watchdog" or "InfoInhibitor" or "ServiceAbsent" or "TargetAbsent")))
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
        foreach (var alert in RuleFiles.Alerts.Where(alert => alert.Name == "SLOErrorBudgetBurn" && alert.Labels["window"] != "15m"))
        {
            var factor = double.Parse(Factor().Match(alert.Expression).Groups[1].Value, CultureInfo.InvariantCulture);
            (factor * 0.05).ShouldBeLessThan(1, alert.Labels["window"]);
        }
    }

    [Fact]
    public void Every_metric_in_rules_and_runbooks_is_in_the_catalogue() => UnknownMetrics(text => text).ShouldBeEmpty();

    [Fact]
    public void A_renamed_metric_is_detected() =>
        UnknownMetrics(text => text.Replace("http_requests_total", "http_request_count_total", StringComparison.Ordinal)).Count().ShouldBeGreaterThan(10);

    [Fact]
    public void Every_alert_has_a_runbook_and_every_runbook_an_alert()
    {
        var alerts = RuleFiles.Alerts.Concat(RuleFiles.KubernetesAlerts).Select(alert => alert.Name.ToLowerInvariant()).Distinct().ToList();
        Runbook.All.Select(runbook => runbook.Name).Where(name => !name.StartsWith("guide-", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .ShouldBe(alerts.Order(StringComparer.Ordinal));
        foreach (var guide in (string[])["on-call", "triage", "status-page", "post-mortem", "silences"])
        {
            Runbook.All.ShouldContain(runbook => runbook.Name == "guide-" + guide);
        }
    }

    [Fact]
    public void Every_runbook_has_all_required_sections()
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
            var severities = RuleFiles.Alerts.Concat(RuleFiles.KubernetesAlerts).Where(alert => alert.Name.Equals(runbook.Name, StringComparison.OrdinalIgnoreCase)).Select(alert => alert.Labels["severity"]);
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

    [GeneratedRegex(@"\((?<1>[\d.]+) \* slo:error_budget:ratio\{", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Factor();

    [GeneratedRegex(@"\$externalLabels\.(?<label>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExternalLabel();

    [GeneratedRegex("""absent\(up\{job="(?<job>[^"]+)"\}\)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Absent();
}
