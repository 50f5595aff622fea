using Platform.AppHost.Monitoring;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.EndToEnd.Alerting;

public sealed class AlertmanagerConfigurationTests
{
    private static readonly string s_shipped = File.ReadAllText(RepositoryRoot.Combine("deploy", "alertmanager", "alertmanager.yml"));

    [Fact]
    public void Receivers_without_secret_or_address_are_removed_and_routes_are_kept()
    {
        var made = AlertmanagerConfiguration.WithoutMissing(s_shipped, _ => false, new Dictionary<string, string>());
        made.ShouldNotContain("_configs");
        made.ShouldContain("name: pagerduty");
        made.ShouldContain("active_time_intervals");
    }

    [Fact]
    public void Configured_receivers_are_kept_with_their_address()
    {
        var made = AlertmanagerConfiguration.WithoutMissing(
            s_shipped, secret => secret is "secrets/slack-api-url" or "secrets/sms-token", new Dictionary<string, string> { ["sms"] = "http://gateway/sms", ["webhook"] = "http://program/alerts" });
        made.ShouldContain("slack_configs");
        made.ShouldNotContain("email_configs");
        made.ShouldNotContain("pagerduty_configs");
        made.ShouldContain("url: http://gateway/sms");
        made.ShouldContain("url: http://program/alerts");
        made.ShouldContain("credentials_file: secrets/sms-token");
        made.ShouldNotContain("secrets/webhook-token");
        made.ShouldNotContain("dead-mans-switch");
    }

    [Fact]
    public void Operations_is_told_of_every_alert_unless_another_program_is()
    {
        var alone = AlertmanagerConfiguration.WithoutMissing(s_shipped, _ => false, new Dictionary<string, string>(), ("http://127.0.0.1:7/alerts", "the key"));
        alone.ShouldContain("url: http://127.0.0.1:7/alerts");
        alone.ShouldContain("credentials: the key");

        var other = AlertmanagerConfiguration.WithoutMissing(
            s_shipped, _ => false, new Dictionary<string, string> { ["webhook"] = "http://program/alerts" }, ("http://127.0.0.1:7/alerts", "the key"));
        other.ShouldContain("url: http://program/alerts");
        other.ShouldNotContain("the key");
    }
}
