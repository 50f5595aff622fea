using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Platform.EndToEnd.Hosting;
using Platform.Testkit.Mail;
using Platform.Testkit.Media;
using Xunit;

namespace Platform.EndToEnd;

/// <summary>The whole platform with the resource dashboard, started once for all classes, and a media host that it may fetch from.</summary>
public class PlatformFixture : IAsyncLifetime
{
    private readonly bool _isDashboardOn;
    private readonly bool _isMonitored;
    private TestPlatform? _platform;

    public PlatformFixture()
        : this(isDashboardOn: true)
    {
    }

    /// <param name="isDashboardOn">Whether the resource dashboard is served, which takes its share of the processor from the others.</param>
    /// <param name="isMonitored">Whether Prometheus, Alertmanager and the exporters run, which take theirs.</param>
    protected PlatformFixture(bool isDashboardOn, bool isMonitored = true) => (_isDashboardOn, _isMonitored) = (isDashboardOn, isMonitored);

    public DistributedApplication App => _platform!.App;

    /// <summary>The only host on this machine that jobs may fetch from, and that may be told of their end.</summary>
    public MediaServer Media { get; private set; } = null!;

    /// <summary>Where all mails go.</summary>
    public MailReceiver Mail { get; } = new();

    /// <summary>Address of the public API.</summary>
    public Uri Api => App.GetEndpoint("api-gateway", "http");

    /// <summary>Address of the web page.</summary>
    public Uri Page => App.GetEndpoint("frontend", "http");

    /// <summary>Address of the resource dashboard.</summary>
    public Uri Dashboard => App.GetEndpoint("aspire-dashboard", "http");

    /// <summary>What signs a browser in to the resource dashboard, as <c>/login?t=…</c>.</summary>
    public string DashboardToken { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>What lets a program ask the resource dashboard, as header <c>X-API-Key</c>.</summary>
    public string DashboardKey { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>What the AppHost is told besides, as on its command line.</summary>
    protected virtual IEnumerable<string> Arguments => [];

    /// <summary>What every service is told besides, by the names of environment variables.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public async Task<string> ConnectionStringAsync(string resource) => (await App.GetConnectionStringAsync(resource))!;

    /// <summary>Makes an account an operator.</summary>
    public Task MakeOperatorAsync(string email) => _platform!.MakeOperatorAsync(email);

    public async Task InitializeAsync()
    {
        Media = await MediaServer.StartAsync();

        // The dashboard's interface copies all that it has for each question: a minute and more for the ten thousand traces that it keeps
        // by itself. It is given this process' environment.
        Environment.SetEnvironmentVariable("Dashboard__TelemetryLimits__MaxTraceCount", "1000");
        _platform = await TestPlatform.StartAsync(
            [$"--ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN={DashboardToken}", $"--AppHost:DashboardApiKey={DashboardKey}", $"--Monitoring:Enabled={_isMonitored}", .. Arguments],
            builder =>
            {
                foreach (var project in builder.Resources.OfType<ProjectResource>())
                {
                    builder.CreateResourceBuilder(project).WithEnvironment("Media__AllowedHosts__0", Media.Address.Authority).WithEnvironment("Webhooks__AllowedHosts__0", Media.Address.Authority);

                    // Sooner than in production, because tests wait for the next check, and for circuits that it closes.
                    builder.CreateResourceBuilder(project).WithEnvironment("Health__Period", "00:00:02").WithEnvironment("Health__PeriodWhileFailing", "00:00:01");
                    foreach (var (name, value) in Settings)
                    {
                        builder.CreateResourceBuilder(project).WithEnvironment(name, value);
                    }
                }

                builder.CreateResourceBuilder(builder.Resources.OfType<ProjectResource>().Single(project => project.Name == "api-gateway"))
                    .WithEnvironment("Mail__Host", "127.0.0.1")
                    .WithEnvironment("Mail__Port", Mail.Port.ToString(CultureInfo.InvariantCulture))
                    .WithEnvironment("Mail__Security", "none")
                    .WithEnvironment("Limits__SignUp__MailsPerAddressPerHour", "100000");
            },
            _isDashboardOn);
    }

    public virtual async Task DisposeAsync()
    {
        // Not there where the start failed early.
        if (_platform is not null)
        {
            await _platform.DisposeAsync();
        }

        await Media.DisposeAsync();
        await Mail.DisposeAsync();
    }
}
