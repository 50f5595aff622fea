using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Contracts.Internal;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Operations.Alerts;

/// <summary>An end that nobody told of is inferred from Alertmanager's own list, and taken back when the alert is told of again.</summary>
public sealed class ReconcilerTests : IAsyncLifetime
{
    private LocalWebApp _alertmanager = null!;
    private OperationsFixture _operations = null!;
    private volatile string _list = "[]";

    public async Task InitializeAsync()
    {
        _alertmanager = await LocalWebApp.StartAsync(app =>
        {
            app.MapGet("/-/healthy", () => Results.Ok());
            app.MapGet("/api/v2/alerts", () => Results.Content(_list, "application/json"));
        });
        _operations = new Reconciled(_alertmanager.Address);
        await _operations.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _operations.DisposeAsync();
        await _alertmanager.DisposeAsync();
    }

    [Fact]
    public async Task A_lost_end_is_inferred_and_taken_back()
    {
        var lost = new SampleAlert("ServiceDown", "broker", "critical", 0, null);
        var kept = new SampleAlert("QueueStuck", "worker", "warning", 0, null);
        _list = $$$"""[{"fingerprint":"{{{kept.Fingerprint}}}","startsAt":"2026-11-02T08:00:00Z","endsAt":"2026-11-02T09:00:00Z","labels":{"alertname":"QueueStuck"},"status":{"state":"active"}}]""";
        await AlertMessages.TellAsync(_operations.Http, (lost, false), (kept, false));

        await Eventually.PassesAsync(async () => (await FindAsync("broker")).State.ShouldBe(IncidentPhase.Resolved));
        (await FindAsync("broker")).Inferred.ShouldBeTrue();
        (await FindAsync("worker")).State.ShouldBe(IncidentPhase.Detected);

        _list = _list.Replace("[{", $$"""[{"fingerprint":"{{lost.Fingerprint}}","startsAt":"2026-11-02T08:00:00Z"},{""", StringComparison.Ordinal);
        await AlertMessages.TellAsync(_operations.Http, (lost, false));
        var again = await FindAsync("broker");
        (again.State, again.Inferred, again.Firing).ShouldBe((IncidentPhase.Detected, false, 1));
    }

    private async Task<IncidentRecord> FindAsync(string service) => (await new IncidentService.IncidentServiceClient(_operations.Calls).SearchAsync(
        new SearchIncidentsRequest { Limit = 10, Service = service })).Incidents.ShouldHaveSingleItem();

    private sealed class Reconciled(Uri alertmanager) : OperationsFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Alerts:Key"] = AlertMessages.Key,
            ["Alerts:ReconcileInterval"] = "00:00:00.200",
            ["services:alertmanager:http:0"] = alertmanager.ToString(),
        };
    }
}
