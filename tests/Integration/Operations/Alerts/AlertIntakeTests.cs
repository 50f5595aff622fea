using System.Net;
using Platform.Contracts.Internal;
using Shouldly;
using Xunit;

namespace Platform.Integration.Operations.Alerts;

/// <summary>Alertmanager tells of alerts at least once, in any order; incidents are the same whatever it does.</summary>
public sealed class AlertIntakeTests(AlertIntakeTests.Told fixture) : IClassFixture<AlertIntakeTests.Told>, IAsyncLifetime
{
    public Task InitializeAsync() => fixture.ClearAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(null)]
    [InlineData("the key of AlertmanageR")]
    public async Task Without_the_key_nothing_is_taken(string? key)
    {
        using var refused = await AlertMessages.SendAsync(fixture.Http, AlertMessages.BodyOf((new SampleAlert("A", "api-gateway", "critical", 0, null), false)), key);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await IncidentsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{}")]
    [InlineData("""{"alerts":[null]}""")]
    [InlineData("""{"alerts":[{"status":"firing","labels":{"alertname":"A"},"startsAt":"2026-11-02T08:00:00Z"}]}""")]
    [InlineData("""{"alerts":[{"status":"firing","labels":{"alertname":"A"},"fingerprint":"ab"}]}""")]
    public async Task What_is_no_message_is_refused(string body)
    {
        using var refused = await AlertMessages.SendAsync(fixture.Http, body);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_alert_opens_an_incident_and_its_end_resolves_it()
    {
        var alert = new SampleAlert("ServiceDown", "broker", "critical", 0, 7);
        await AlertMessages.TellAsync(fixture.Http, (alert, false));
        var open = (await IncidentsAsync()).ShouldHaveSingleItem();
        (open.State, open.Severity, open.Service, open.Title, open.Firing).ShouldBe((IncidentPhase.Detected, IncidentPriority.P1, "broker", "ServiceDown of broker", 1));
        open.DetectedAt.ToDateTimeOffset().ShouldBe(AlertMessages.Start);

        await AlertMessages.TellAsync(fixture.Http, (alert, true));
        var over = (await IncidentsAsync()).ShouldHaveSingleItem();
        (over.State, over.Firing, over.Inferred).ShouldBe((IncidentPhase.Resolved, 0, false));
        over.ResolvedAt.ToDateTimeOffset().ShouldBe(AlertMessages.Start + TimeSpan.FromMinutes(7));
    }

    [Fact]
    public async Task A_message_that_an_alert_fires_which_has_ended_is_an_old_one()
    {
        var alert = new SampleAlert("ServiceDown", "broker", "critical", 0, 7);
        await AlertMessages.TellAsync(fixture.Http, (alert, true));
        await AlertMessages.TellAsync(fixture.Http, (alert, false));
        (await IncidentsAsync()).ShouldHaveSingleItem().State.ShouldBe(IncidentPhase.Resolved);
    }

    [Fact]
    public async Task Heartbeats_are_nobodys_work()
    {
        await AlertMessages.TellAsync(fixture.Http, (new SampleAlert("Watchdog", "prometheus", "none", 0, null), false));
        (await IncidentsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_alert_between_two_incidents_joins_them()
    {
        await AlertMessages.TellAsync(fixture.Http, (new SampleAlert("A", "worker", "warning", 0, null), false));
        await AlertMessages.TellAsync(fixture.Http, (new SampleAlert("B", "worker", "critical", 16, null), false));
        (await IncidentsAsync()).Count.ShouldBe(2);
        await AlertMessages.TellAsync(fixture.Http, (new SampleAlert("C", "worker", "info", 8, null), false));

        var incidents = await IncidentsAsync();
        var open = incidents.Where(incident => incident.State != IncidentPhase.Resolved).ShouldHaveSingleItem();
        (open.Alerts, open.Firing, open.Severity).ShouldBe((3, 3, IncidentPriority.P1));
        var merged = incidents.Single(incident => incident.State == IncidentPhase.Resolved);
        (merged.MergedInto, merged.Alerts).ShouldBe((open.Number, 0));
    }

    [Fact]
    public async Task Any_order_and_repetition_of_messages_gives_the_same_incidents()
    {
        for (var seed = 1; seed <= 25; seed++)
        {
            var random = new Random(seed);
            var alerts = Enumerable.Range(0, 6).Select(i =>
            {
                var begin = random.Next(0, 60);
                return new SampleAlert(
                    $"Alert{i}", random.Next(2) == 0 ? "broker" : "worker", random.Next(2) == 0 ? "critical" : "warning", begin, random.Next(4) == 0 ? null : begin + random.Next(0, 40));
            }).ToArray();
            var messages = alerts.SelectMany(alert => alert.End is null ? [(alert, false)] : ((SampleAlert, bool)[])[(alert, false), (alert, true)]).ToArray();
            var expected = await AfterAsync(messages);
            for (var order = 0; order < 3; order++)
            {
                (SampleAlert, bool)[] repeated = [.. messages, .. messages.Where(_ => random.Next(2) == 0)];
                random.Shuffle(repeated);
                (await AfterAsync(repeated)).ShouldBe(expected, $"seed {seed}, order {order}");
            }
        }
    }

    // What there is of incidents, but for the numbers that they happen to have.
    private async Task<List<string>> AfterAsync((SampleAlert, bool)[] messages)
    {
        await fixture.ClearAsync();
        foreach (var message in messages.Chunk(2))
        {
            await AlertMessages.TellAsync(fixture.Http, message);
        }

        const string Summary = """
            SELECT concat_ws(' ', i.service, i.severity, i.state, i.title, i.detected_at, i.resolved_at, string_agg(a.name || coalesce(a.ends_at::text, ''), ',' ORDER BY a.name))
            FROM operations.incidents i JOIN operations.alerts a ON a.incident_id = i.id GROUP BY i.id ORDER BY 1
            """;
        await using var command = fixture.Database.CreateCommand(Summary);
        await using var reader = await command.ExecuteReaderAsync();
        var incidents = new List<string>();
        while (await reader.ReadAsync())
        {
            incidents.Add(reader.GetString(0));
        }

        return incidents;
    }

    private async Task<IList<IncidentRecord>> IncidentsAsync() =>
        (await new IncidentService.IncidentServiceClient(fixture.Calls).SearchAsync(new SearchIncidentsRequest { Limit = 200 })).Incidents;

    public sealed class Told : OperationsFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["Alerts:Key"] = AlertMessages.Key };

        public async Task ClearAsync()
        {
            await using var command = Database.CreateCommand("TRUNCATE operations.incidents, operations.alerts, operations.incident_events, operations.notifications");
            await command.ExecuteNonQueryAsync();
        }
    }
}
