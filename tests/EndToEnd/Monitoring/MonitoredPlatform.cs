using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.EndToEnd.Frontend;
using Platform.Testkit.Files;
using Platform.Testkit.Waiting;
using Xunit;

namespace Platform.EndToEnd.Monitoring;

/// <summary>The platform with everything that watches it, scraped every two seconds, after some traffic of every kind.</summary>
public sealed class MonitoredPlatform : IAsyncLifetime
{
    public const string Operator = "operator@example.org";
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromMinutes(4);
    private readonly TemporaryFolder _configuration = new();

    public DistributedApplication App { get; private set; } = null!;

    public Uri Api => App.GetEndpoint("api-gateway", "http");

    public Uri Page => App.GetEndpoint("frontend", "http");

    public Uri Prometheus => App.GetEndpoint("prometheus", "http");

    public Browser Browser { get; } = new();

    /// <summary>When the traffic began.</summary>
    public DateTimeOffset Since { get; private set; }

    public async Task InitializeAsync()
    {
        await CopyConfigurationAsync();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--Monitoring:Enabled=true", $"--Monitoring:Prometheus:Folder={_configuration.Path}", $"--Ports:Prometheus={FreePort()}", $"--Ports:Alertmanager={FreePort()}"]);
        foreach (var project in builder.Resources.OfType<ProjectResource>())
        {
            builder.CreateResourceBuilder(project).WithEnvironment("Identity__Operators__0", Operator);
        }

        App = await builder.BuildAsync();
        await Task.WhenAll(App.StartAsync().WaitAsync(s_startTimeout), Browser.InitializeAsync());
        foreach (var resource in (string[])["api-gateway", "worker", "frontend", "prometheus", "alertmanager"])
        {
            await App.ResourceNotifications.WaitForResourceHealthyAsync(resource).WaitAsync(s_startTimeout);
        }

        Since = DateTimeOffset.UtcNow;
        using var anonymous = new HttpClient { BaseAddress = Api };
        using (var registered = await anonymous.PostAsJsonAsync("/api/v1/auth/register", new { email = Operator, password = ApiUser.Password }))
        {
            registered.EnsureSuccessStatusCode();
        }

        await DriveAsync();
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        await App.StopAsync();
        await App.DisposeAsync();
        _configuration.Dispose();
    }

    // As it is shipped, only faster: a test has no time for scrapes every 15 seconds.
    private async Task CopyConfigurationAsync()
    {
        var shipped = RepositoryRoot.Combine("deploy", "prometheus");
        foreach (var file in Directory.EnumerateFiles(shipped, "*.yml", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_configuration.Path, Path.GetRelativePath(shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            var text = (await File.ReadAllTextAsync(file))
                .Replace("scrape_interval: 15s", "scrape_interval: 2s", StringComparison.Ordinal)
                .Replace("scrape_interval: 60s", "scrape_interval: 2s", StringComparison.Ordinal)
                .Replace("scrape_timeout: 10s", "scrape_timeout: 2s", StringComparison.Ordinal)
                .Replace("evaluation_interval: 30s", "evaluation_interval: 2s", StringComparison.Ordinal)
                .Replace("interval: 30s", "interval: 2s", StringComparison.Ordinal)
                .Replace("interval: 1m", "interval: 2s", StringComparison.Ordinal);
            await File.WriteAllTextAsync(copy, text);
        }
    }

    // Good and bad, small and large, by API and by page; twice, so that every counter moves while it is watched.
    private async Task DriveAsync()
    {
        await using var visitor = await Browser.VisitAsync(Page);
        await visitor.SignUpAsync();
        await visitor.OpenNewJobAsync();
        using var user = await ApiUser.CreateAsync(Api);
        var recording = Path.Combine("/usr/share/pocketsphinx/test/data/librivox", "sense_and_sensibility_01_austen_64kb-0880.wav");
        var upload = await user.UploadAsync(recording, "audio/wav");
        await user.SubmitCaptionsAsync(new CaptionsInput(UploadId: upload));
        using var anonymous = new HttpClient { BaseAddress = Api };
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 20; i++)
            {
                await user.SubmitAsync(new CreateJobRequest(JobKinds.Probe));
                (await user.Http.GetAsync("/api/v1/jobs?limit=5")).Dispose();
            }

            (await user.Http.GetAsync($"/api/v1/jobs/{Guid.CreateVersion7()}")).Dispose();
            (await user.Http.GetAsync("/api/v1/jobs?limit=none")).Dispose();
            (await user.Http.GetAsync("/api/v1/audit")).Dispose();
            (await user.Http.PostAsJsonAsync("/api/v1/jobs", new { kind = "captions", input = new { url = "http://127.0.0.1/private.mp4" } })).Dispose();
            (await anonymous.GetAsync("/api/v1/jobs")).Dispose();
            (await anonymous.PostAsJsonAsync("/api/v1/auth/sign-in", new { email = user.Email, password = "wrong password" })).Dispose();
            await visitor.Page.GotoAsync("/jobs");
            await visitor.Page.Locator(".chips button, .chip").First.ClickAsync();
        }

        // Fails for good: what is fetched is not there.
        var failing = await user.SubmitCaptionsAsync(new CaptionsInput(Url: "http://missing.invalid/talk.mp4"));
        await user.WaitAsync(failing.Id, job => job.Failures > 0 || job.State is JobState.Failed, TimeSpan.FromMinutes(2));

        // Everything that happened has been scraped once it is there twice.
        using var prometheus = new HttpClient { BaseAddress = Prometheus };
        var scraped = DateTimeOffset.UtcNow.AddSeconds(30).ToUnixTimeSeconds();
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                for (var i = 0; i < 3; i++)
                {
                    await user.SubmitAsync(new CreateJobRequest(JobKinds.Probe));
                    (await user.Http.GetAsync($"/api/v1/jobs/{Guid.CreateVersion7()}")).Dispose();
                }

                return DateTimeOffset.UtcNow.ToUnixTimeSeconds() > scraped;
            },
            TimeSpan.FromMinutes(2));
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
