using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Platform.EndToEnd.Attacking;
using Platform.EndToEnd.Hosting;
using Platform.Testkit.Mail;
using Platform.Testkit.Media;
using Xunit;

namespace Platform.EndToEnd;

/// <summary>
/// The whole platform with what watches it and without the resource dashboard, started once for all classes, and a media host that it may
/// fetch from.
/// </summary>
public class PlatformFixture : IAsyncLifetime
{
    // What one collection leaves running for another, which begins when all that may run at the same time has ended.
    private static Running? s_left;

    private readonly bool _isMonitored;
    private Running? _running;

    public PlatformFixture()
        : this(isMonitored: true)
    {
    }

    /// <param name="isMonitored">Whether Prometheus, Alertmanager and the exporters run, which take their share of the processor from the others.</param>
    protected PlatformFixture(bool isMonitored) => _isMonitored = isMonitored;

    public DistributedApplication App => _running!.Platform.App;

    /// <summary>The only host on this machine that jobs may fetch from, and that may be told of their end.</summary>
    public MediaServer Media => _running!.Media;

    /// <summary>Where all mails go.</summary>
    public MailReceiver Mail => _running!.Mail;

    /// <summary>Address of the public API.</summary>
    public Uri Api => App.GetEndpoint("api-gateway", "http");

    /// <summary>Address of the web page.</summary>
    public Uri Page => App.GetEndpoint("frontend", "http");

    /// <summary>What the AppHost is told besides, as on its command line.</summary>
    protected virtual IEnumerable<string> Arguments => [];

    /// <summary>What every service is told besides, by the names of environment variables.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    /// <summary>Whether what <see cref="PlatformCollection"/> leaves running is taken over, where it has run.</summary>
    protected virtual bool TakesOver => false;

    /// <summary>Whether somebody takes over what this has started.</summary>
    protected virtual bool LeavesRunning => CollectionOrder.Runs(AttackedCollection.Name);

    public async Task<string> ConnectionStringAsync(string resource) => (await App.GetConnectionStringAsync(resource))!;

    /// <summary>Makes an account an operator.</summary>
    public Task MakeOperatorAsync(string email) => _running!.Platform.MakeOperatorAsync(email);

    public async Task InitializeAsync()
    {
        _running = TakesOver ? Interlocked.Exchange(ref s_left, null) : null;
        _running ??= await StartAsync();
    }

    public virtual async Task DisposeAsync()
    {
        // Not there where the start failed.
        if (_running is { } running && !(LeavesRunning && Interlocked.CompareExchange(ref s_left, running, null) is null))
        {
            await running.DisposeAsync();
        }
    }

    private async Task<Running> StartAsync()
    {
        var media = await MediaServer.StartAsync();
        var mail = new MailReceiver();
        try
        {
            return new Running(await StartAsync(media, mail), media, mail);
        }
        catch
        {
            await media.DisposeAsync();
            await mail.DisposeAsync();
            throw;
        }
    }

    private Task<TestPlatform> StartAsync(MediaServer media, MailReceiver mail) => TestPlatform.StartAsync(
        [$"--Monitoring:Enabled={_isMonitored}", .. Arguments],
        builder =>
        {
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

    private sealed record Running(TestPlatform Platform, MediaServer Media, MailReceiver Mail) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Platform.DisposeAsync();
            await Media.DisposeAsync();
            await Mail.DisposeAsync();
        }
    }
}
