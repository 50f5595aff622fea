using System.Net.Http.Json;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Platform.Contracts.Internal;
using Platform.Testkit.Servers;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Operations.StatusPage;

/// <summary>A real Alertmanager is silent during planned work, and not for longer.</summary>
public sealed class WorkSilencerTests : IAsyncLifetime
{
    private readonly PostgresDatabase _postgres = new();
    private MonitoringProgram _alertmanager = null!;
    private OperationsService _operations = null!;

    public async Task InitializeAsync()
    {
        _alertmanager = await MonitoringProgram.AlertmanagerAsync("route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n");
        await _postgres.InitializeAsync("operations", Migrations.OperationsAsync);
        _operations = OperationsService.Start(_postgres.ConnectionString, new Dictionary<string, string>
        {
            ["services:alertmanager:http:0"] = _alertmanager.Address.ToString(),
            ["StatusPage:SilenceInterval"] = "00:00:00.050",
        });
    }

    public async Task DisposeAsync()
    {
        await _operations.DisposeAsync();
        await _postgres.DisposeAsync();
        await _alertmanager.DisposeAsync();
    }

    [Fact]
    public async Task Planned_work_silences_its_services_once_and_its_end_takes_that_back()
    {
        var status = new StatusService.StatusServiceClient(_operations.Calls);
        var now = TimeProvider.System.GetUtcNow();
        var work = await PlanAsync(status, now.AddMinutes(-1), now.AddHours(1), StatusPart.Queues);
        var later = await PlanAsync(status, now.AddHours(1), now.AddHours(2), StatusPart.Captions);
        await Eventually.PassesAsync(async () => (await SilencesAsync()).Count(silence => StateOf(silence) is "active" or "pending").ShouldBe(2));
        var silences = await SilencesAsync();
        silences.ShouldAllBe(silence => StateOf(silence) != "expired");
        silences.Select(silence => silence.GetProperty("matchers")[0].GetProperty("value").GetString()).ShouldBe(["broker", "rabbitmq|worker"], ignoreOrder: true);

        await status.EndAsync(new EndStatusWorkRequest { Id = work.Id });
        await status.EndAsync(new EndStatusWorkRequest { Id = later.Id });
        await Eventually.PassesAsync(async () => (await SilencesAsync()).ShouldAllBe(silence => StateOf(silence) == "expired"));
    }

    private static string? StateOf(JsonElement silence) => silence.GetProperty("status").GetProperty("state").GetString();

    private static async Task<StatusWork> PlanAsync(StatusService.StatusServiceClient status, DateTimeOffset start, DateTimeOffset end, StatusPart part) =>
        await status.PlanAsync(new PlanStatusWorkRequest
        {
            Title = "t", Text = "t", Parts = { part }, StartsAt = Timestamp.FromDateTimeOffset(start), EndsAt = Timestamp.FromDateTimeOffset(end),
        });

    private async Task<List<JsonElement>> SilencesAsync()
    {
        using var http = new HttpClient { BaseAddress = _alertmanager.Address };
        return (await http.GetFromJsonAsync<List<JsonElement>>("/api/v2/silences"))!;
    }
}
