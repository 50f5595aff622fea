using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using NativeServers;
using Platform.Testkit.Media;
using Xunit;

namespace Platform.EndToEnd;

/// <summary>The whole platform as <c>make run</c> starts it, on free ports with a data folder of its own, and a media host that it may fetch from.</summary>
public sealed class PlatformFixture : IAsyncLifetime
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromMinutes(4);

    public DistributedApplication App { get; private set; } = null!;

    /// <summary>The only host on this machine that jobs may fetch from.</summary>
    public MediaServer Media { get; private set; } = null!;

    /// <summary>Address of the public API.</summary>
    public Uri Api => App.GetEndpoint("api-gateway", "http");

    /// <summary>Address of the web page.</summary>
    public Uri Page => App.GetEndpoint("frontend", "http");

    /// <summary>Address of the resource dashboard.</summary>
    public Uri Dashboard { get; private set; } = null!;

    /// <summary>What signs a browser in to the resource dashboard, as <c>/login?t=…</c>.</summary>
    public string DashboardToken { get; } = Guid.CreateVersion7().ToString("N");

    public async Task<string> ConnectionStringAsync(string resource) => (await App.GetConnectionStringAsync(resource))!;

    public async Task InitializeAsync()
    {
        Media = await MediaServer.StartAsync();
        Dashboard = new Uri($"http://localhost:{FreePorts.Next()}");
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            [$"--ASPNETCORE_URLS={Dashboard}", $"--AppHost:BrowserToken={DashboardToken}", "--Monitoring:Enabled=false", "--WaitTimeoutSeconds=240"],
            (options, _) => options.DisableDashboard = false);
        foreach (var project in builder.Resources.OfType<ProjectResource>())
        {
            builder.CreateResourceBuilder(project).WithEnvironment("Media__AllowedHosts__0", Media.Address.Authority);
        }

        App = await builder.BuildAsync();
        await App.StartAsync().WaitAsync(s_startTimeout);
        foreach (var resource in (string[])["api-gateway", "worker", "frontend"])
        {
            await App.ResourceNotifications.WaitForResourceHealthyAsync(resource).WaitAsync(s_startTimeout);
        }
    }

    public async Task DisposeAsync()
    {
        // Not there where the start failed early.
        if (App is not null)
        {
            await App.StopAsync();
            await App.DisposeAsync();
        }

        await Media.DisposeAsync();
    }
}
