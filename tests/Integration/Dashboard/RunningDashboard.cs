using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Dashboard;
using Aspire.Dashboard.ConsoleLogs;
using Aspire.Dashboard.Resources;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Testkit.Hosting;
using Shouldly;

namespace Platform.Integration.Dashboard;

/// <summary>A dashboard on free ports over resources that a test publishes, and a browser's client that is signed in.</summary>
internal sealed class RunningDashboard : IResourceCommands, IAsyncDisposable
{
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false };

    private RunningDashboard(DashboardOptions options)
    {
        Logs = new ResourceLogStore(TimeProvider.System);
        Host = new DashboardHost(options, Catalog, Logs, this, TimeProvider.System, NullLoggerFactory.Instance);
        Client = new HttpClient(_handler);
        Stranger = new HttpClient(HeadFirst.Handler());
    }

    public DashboardHost Host { get; }

    public ResourceCatalog Catalog { get; } = new();

    public ResourceLogStore Logs { get; }

    public HttpClient Client { get; }

    /// <summary>A client that has no cookie and keeps none.</summary>
    public HttpClient Stranger { get; }

    /// <summary>What a command does; by default it publishes the new state.</summary>
    public Func<string, string, CancellationToken, Task<ResourceCommandResult>>? OnCommand { get; set; }

    public static async Task<RunningDashboard> StartAsync(DashboardOptions? options = null)
    {
        var dashboard = new RunningDashboard((options ?? new DashboardOptions()) with { Port = 0 });
        await dashboard.Host.StartAsync(CancellationToken.None);
        dashboard.Client.BaseAddress = dashboard.Host.Url;
        dashboard.Stranger.BaseAddress = dashboard.Host.Url;
        (await dashboard.Client.GetAsync(dashboard.Host.LoginUrl)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return dashboard;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public ResourceSnapshot Publish(string id, string state = "Running", ResourceActions actions = ResourceActions.Stop | ResourceActions.Restart)
    {
        var snapshot = new ResourceSnapshot { Id = id, Name = id, DisplayName = id, Type = "ProjectResource", State = state, Actions = actions };
        Catalog.Publish(snapshot);
        return snapshot;
    }

    public Task<ResourceCommandResult> StartAsync(string resourceId, CancellationToken cancellationToken) => RunAsync("start", resourceId, cancellationToken);

    public Task<ResourceCommandResult> StopAsync(string resourceId, CancellationToken cancellationToken) => RunAsync("stop", resourceId, cancellationToken);

    public Task<ResourceCommandResult> RestartAsync(string resourceId, CancellationToken cancellationToken) => RunAsync("restart", resourceId, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Stranger.Dispose();
        await Host.StopAsync(CancellationToken.None);
        await Host.DisposeAsync();
    }

    private Task<ResourceCommandResult> RunAsync(string command, string id, CancellationToken cancellationToken)
    {
        if (OnCommand is not null)
        {
            return OnCommand(command, id, cancellationToken);
        }

        Publish(id, command is "stop" ? "Exited" : "Running", command is "stop" ? ResourceActions.Start : ResourceActions.Stop | ResourceActions.Restart);
        return Task.FromResult(ResourceCommandResult.Done);
    }
}
