using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Platform.EndToEnd.Chaos;
using Platform.Testkit.Files;
using Xunit;

namespace Platform.EndToEnd.Alerting;

/// <summary>The platform with Prometheus, Alertmanager and the exporters, on the shipped rules with shorter times.</summary>
public sealed class MonitoredFixture : IAsyncLifetime
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromMinutes(4);
    private readonly TemporaryFolder _folder = new();
    private HttpClient _prometheus = null!;

    public DistributedApplication App { get; private set; } = null!;

    public Uri Api => App.GetEndpoint("api-gateway", "http");

    /// <summary>The ids of the workers' instances.</summary>
    public IReadOnlyCollection<string> Workers { get; private set; } = [];

    internal AlertReceiver Receiver { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Receiver = await AlertReceiver.StartAsync();
        QuickRules.Write(_folder.Path);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
        [
            "--Monitoring:Enabled=true", $"--Monitoring:Prometheus:Folder={_folder.File("prometheus")}", $"--Monitoring:Alertmanager:Folder={_folder.File("alertmanager")}",
            $"--Monitoring:Webhooks:webhook={Receiver.Address}", "--WaitTimeoutSeconds=240",
        ]);
        App = await builder.BuildAsync();
        await App.StartAsync().WaitAsync(s_startTimeout);
        foreach (var resource in (string[])["api-gateway", "worker", "frontend", "prometheus", "alertmanager", "postgres-exporter", "redis-exporter", "node-exporter", "blackbox-exporter"])
        {
            await App.ResourceNotifications.WaitForResourceHealthyAsync(resource).WaitAsync(s_startTimeout);
        }

        Workers = [.. (await new Faults(App).ProcessesAsync("worker")).Keys];
        _prometheus = App.CreateHttpClient("prometheus", "http");
    }

    public async Task DisposeAsync()
    {
        _prometheus.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        await Receiver.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The <c>data</c> of an answer of Prometheus' API.</summary>
    public async Task<JsonElement> AskAsync(string path)
    {
        using var response = await _prometheus.GetAsync("/api/v1/" + path);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return answer.RootElement.TryGetProperty("data", out var data)
            ? data.Clone()
            : throw new InvalidOperationException($"{path}: {answer.RootElement}");
    }

    /// <summary>The series that a query gives now.</summary>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string query) =>
        [.. (await AskAsync("query?query=" + Uri.EscapeDataString(query))).GetProperty("result").EnumerateArray()];
}
