using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.EndToEnd.Frontend;
using Platform.EndToEnd.Hosting;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Xunit;

namespace Platform.EndToEnd.Monitoring;

/// <summary>
/// The platform with Prometheus, Alertmanager and the exporters, on the shipped rules: with shorter times, or with their own where
/// ALERTS_TIMES is <c>shipped</c>. And with the resource dashboard, and a media host that it may fetch from.
/// </summary>
public sealed class MonitoredFixture : IAsyncLifetime
{
    /// <summary>The e-mail address of an operator.</summary>
    public const string Operator = "operator@example.org";

    private readonly TemporaryFolder _folder = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private HttpClient _prometheus = null!;
    private Task<DateTimeOffset>? _traffic;
    private TestPlatform? _platform;

    /// <summary>Whether scrapes, rules and notifications take the time that they take in production.</summary>
    public static bool HasShippedTimes { get; } = Environment.GetEnvironmentVariable("ALERTS_TIMES") == "shipped";

    public DistributedApplication App => _platform!.App;

    public Uri Api => App.GetEndpoint("api-gateway", "http");

    public Uri Page => App.GetEndpoint("frontend", "http");

    /// <summary>Address of the resource dashboard.</summary>
    public Uri Dashboard => App.GetEndpoint("aspire-dashboard", "http");

    /// <summary>The only host on this machine that jobs may fetch from.</summary>
    public MediaServer Media { get; private set; } = null!;

    /// <summary>The folder of the platform's data.</summary>
    public string Folder => _platform!.Folder;

    internal AlertReceiver Receiver { get; private set; } = null!;

    /// <summary>The credentials for the resource dashboard.</summary>
    internal DashboardAccess DashboardAccess { get; } = new();

    public async Task InitializeAsync()
    {
        Receiver = await AlertReceiver.StartAsync();
        Media = await MediaServer.StartAsync();
        QuickRules.Write(_folder.Path, HasShippedTimes);
        if (!SwitchedFactAttribute.IsSet(ScreenshotTests.Switch))
        {
            Rehearsal.Write(Path.Combine(_folder.Path, "prometheus", "rules"));
        }

        _platform = await TestPlatform.StartAsync(
            [
                $"--Monitoring:Prometheus:Folder={_folder.File("prometheus")}", $"--Monitoring:Alertmanager:Folder={_folder.File("alertmanager")}",
                $"--Monitoring:Webhooks:webhook={Receiver.Address}", .. DashboardAccess.Arguments,
            ],
            builder =>
            {
                foreach (var project in builder.Resources.OfType<ProjectResource>())
                {
                    var service = builder.CreateResourceBuilder(project).WithEnvironment("Media__AllowedHosts__0", Media.Address.Authority);
                    _ = project.Name switch
                    {
                        // Whose rounds of checks a test waits for.
                        "job-manager" => service.WithEnvironment("Health__Period", "00:00:02"),

                        // Which draws hundreds of charts, with collections as rare as those of the gateway.
                        "frontend" => service.WithEnvironment("DOTNET_GCgen0size", "4000000"),
                        _ => service,
                    };
                }
            },
            isDashboardOn: true);
        await _platform.HealthyAsync(MonitoringPrograms.All);
        _prometheus = await App.CreateMonitoringClientAsync("prometheus");
        using var gateway = new HttpClient { BaseAddress = Api };
        using var registered = await gateway.PostAsJsonAsync("/api/v1/auth/register", new RegisterRequest(Operator, ApiUser.Password), ApiUser.Json);
        registered.EnsureSuccessStatusCode();
        await _platform.MakeOperatorAsync(Operator);
    }

    public async Task DisposeAsync()
    {
        _one.Dispose();

        // What the start had not come to is not there.
        _prometheus?.Dispose();
        if (_platform is not null)
        {
            await _platform.DisposeAsync();
        }

        if (Receiver is not null)
        {
            await Receiver.DisposeAsync();
        }

        if (Media is not null)
        {
            await Media.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Sees to it that there was traffic of every kind and that Prometheus has seen it; says since when.</summary>
    public async Task<DateTimeOffset> HadTrafficAsync(Browser browser)
    {
        await _one.WaitAsync();
        try
        {
            // One that failed is no reason for the tests after it to fail.
            if (_traffic is null or { IsFaulted: true })
            {
                _traffic = new MixedTraffic(this, browser).RunAsync();
            }
        }
        finally
        {
            _one.Release();
        }

        return await _traffic;
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

    /// <summary>Reads the active silences from Alertmanager itself.</summary>
    public async Task<IReadOnlyList<JsonElement>> SilencesAsync()
    {
        using var alertmanager = await App.CreateMonitoringClientAsync("alertmanager");
        return [.. (await alertmanager.GetFromJsonAsync<JsonElement>("/api/v2/silences")).EnumerateArray().Where(silence => silence.GetProperty("status").GetProperty("state").GetString() == "active")];
    }
}
