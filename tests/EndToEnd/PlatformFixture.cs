using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Platform.EndToEnd.Hosting;
using Platform.Testkit.Mail;
using Platform.Testkit.Media;
using Xunit;

namespace Platform.EndToEnd;

/// <summary>
/// The whole platform without the resource dashboard, started once for all classes of a collection, and a media host that it may fetch from.
/// </summary>
public abstract class PlatformFixture : IAsyncLifetime
{
    // What one collection leaves running for another, which begins when all that may run at the same time has ended.
    private static Running? s_left;

    private Running? _running;

    public DistributedApplication App => _running!.Platform.App;

    /// <summary>Whether it has worked for another collection before.</summary>
    public bool HasTakenOver { get; private set; }

    /// <summary>The only host on this machine that jobs may fetch from, and that may be told of their end.</summary>
    public MediaServer Media => _running!.Media;

    /// <summary>The mail server that receives all mails.</summary>
    public MailReceiver Mail => _running!.Mail;

    /// <summary>Address of the public API.</summary>
    public Uri Api => App.GetEndpoint("api-gateway", "http");

    /// <summary>Address of the web page.</summary>
    public Uri Page => App.GetEndpoint("frontend", "http");

    /// <summary>Further arguments of the AppHost, as on its command line.</summary>
    protected virtual IEnumerable<string> Arguments => [];

    /// <summary>Further settings of every service, by the names of environment variables.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    /// <summary>Whether Prometheus, Alertmanager and the exporters belong to it.</summary>
    protected abstract bool IsMonitored { get; }

    /// <summary>Whether these start with it, where they belong to it; otherwise by <see cref="WatchAsync"/>.</summary>
    protected virtual bool IsWatched => IsMonitored;

    /// <summary>Whether what another collection has left running is taken over.</summary>
    protected virtual bool TakesOver => false;

    /// <summary>Whether somebody takes over what runs here.</summary>
    protected abstract bool LeavesRunning { get; }

    /// <summary>The files that the platform reads while it runs, for whichever fixture; deleted afterwards.</summary>
    protected virtual IDisposable? Files => null;

    public async Task<string> ConnectionStringAsync(string resource) => (await App.GetConnectionStringAsync(resource))!;

    /// <summary>Makes an account an operator.</summary>
    public Task MakeOperatorAsync(string email) => _running!.Platform.MakeOperatorAsync(email);

    public virtual async Task InitializeAsync()
    {
        _running = TakesOver ? Interlocked.Exchange(ref s_left, null) : null;
        HasTakenOver = _running is not null;
        _running ??= await StartAsync();
    }

    public async Task DisposeAsync()
    {
        // Not there where the start failed.
        if (_running is { } running && !(LeavesRunning && Interlocked.CompareExchange(ref s_left, running, null) is null))
        {
            await running.DisposeAsync();
        }
    }

    /// <summary>Starts what watches the platform, where it does not run.</summary>
    protected async Task WatchAsync()
    {
        var running = _running!;
        if (!running.IsWatched)
        {
            await MonitoringPrograms.StartAsync(running.Platform);
            running.IsWatched = true;
        }
    }

    private async Task<Running> StartAsync()
    {
        var media = await MediaServer.StartAsync();
        var mail = new MailReceiver();
        try
        {
            return new Running(await StartAsync(media, mail), media, mail, Files) { IsWatched = IsWatched };
        }
        catch
        {
            Files?.Dispose();
            await media.DisposeAsync();
            await mail.DisposeAsync();
            throw;
        }
    }

    private Task<TestPlatform> StartAsync(MediaServer media, MailReceiver mail) => TestPlatform.StartAsync(
        [$"--Monitoring:Enabled={IsMonitored}", .. Arguments],
        builder =>
        {
            if (!IsWatched)
            {
                MonitoringPrograms.Hold(builder);
            }

            foreach (var project in builder.Resources.OfType<ProjectResource>())
            {
                var service = builder.CreateResourceBuilder(project)
                    .WithEnvironment("Media__AllowedHosts__0", media.Address.Authority).WithEnvironment("Webhooks__AllowedHosts__0", media.Address.Authority);

                // Sooner than in production, because tests wait for the next check, and for circuits that it closes.
                service.WithEnvironment("Health__Period", "00:00:02").WithEnvironment("Health__PeriodWhileFailing", "00:00:01");
                foreach (var (name, value) in Settings)
                {
                    service.WithEnvironment(name, value);
                }
            }

            builder.CreateResourceBuilder(builder.Resources.OfType<ProjectResource>().Single(project => project.Name == "api-gateway"))
                .WithEnvironment("Mail__Host", "127.0.0.1")
                .WithEnvironment("Mail__Port", mail.Port.ToString(CultureInfo.InvariantCulture))
                .WithEnvironment("Mail__Security", "none")
                .WithEnvironment("Limits__SignUp__MailsPerAddressPerHour", "100000");
        });

    private sealed record Running(TestPlatform Platform, MediaServer Media, MailReceiver Mail, IDisposable? Files) : IAsyncDisposable
    {
        public bool IsWatched { get; set; }

        public async ValueTask DisposeAsync()
        {
            await Platform.DisposeAsync();
            await Media.DisposeAsync();
            await Mail.DisposeAsync();
            Files?.Dispose();
        }
    }
}
