using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Frontend.Alerts;
using Platform.Frontend.Dashboards;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;
using Platform.Frontend.Live;
using Platform.Frontend.Session;
using Platform.ServiceDefaults.Measures;
using Platform.Testkit.Files;
using Platform.Testkit.Waiting;

namespace Platform.Unit.Frontend;

/// <summary>Parts of the page as a browser would hold them, with a gateway that does as it is told and a clock that is moved by hand.</summary>
internal sealed class PageContext : BunitContext
{
    /// <param name="add">Adds what a test needs besides.</param>
    public PageContext(Action<IServiceCollection>? add = null)
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        JSInterop.SetupModule("/js/charts.js").Setup<string>("zone").SetResult("UTC");

        // What parts ask for besides, so that nothing but what a test is about can fail.
        Gateway.Says("/api/v1/monitoring/query", """{"data":{"resultType":"vector","result":[]}}""");
        Gateway.Says("/api/v1/monitoring/query_range", """{"data":{"resultType":"matrix","result":[]}}""");
        Gateway.Says("/api/v1/monitoring/labels/service/values", """{"data":[]}""");
        Gateway.Says("/api/v1/monitoring/labels/instance/values", """{"data":[]}""");
        Gateway.Says("/api/v1/jobs/01a1fd00-8988-7c2f-8b6b-678ed2adb173/log", """{"lines":[],"next":null}""");

        Gateway.Says("/api/v1/auth/settings", """{"mail":true,"verified_email_required":false,"mail_in_log":false}""");

        // A machine that others use as well may stand still for many seconds.
        DefaultWaitTimeout = TimeSpan.FromSeconds(60);
        var http = new GatewayHttp(new HttpClient(Gateway) { BaseAddress = new Uri("http://gateway") }, Status);
        Authorization = this.AddAuthorization();
        Authorization.SetAuthorized("ada@example.org");
        Authorization.SetClaims(new Claim(SessionStore.IdClaim, "s"));
        Services.AddSingleton<TimeProvider>(Time);
        Services.AddSingleton(http);
        Services.AddSingleton(Status);
        Services.AddSingleton<CacheMetrics>();
        Services.AddMetrics();
        Services.AddSingleton(services =>
        {
            var sessions = new SessionStore(services.GetRequiredService<CacheMetrics>());
            sessions.GetOrAdd("s", () => new Tokens("access", "refresh", Time.GetUtcNow().AddDays(1)));
            return sessions;
        });
        Services.AddSingleton(new TokenRenewal(new AccountApi(http), Time, NullLogger<TokenRenewal>.Instance));
        Services.AddScoped<CurrentSession>();
        Services.AddScoped<ICaller>(services => services.GetRequiredService<CurrentSession>());
        Services.AddScoped<JobsApi>();
        Services.AddScoped<RevisionsApi>();
        Services.AddScoped<LinksApi>();
        Services.AddScoped<CommentsApi>();
        Services.AddScoped<EditorsApi>();
        Services.AddScoped<KeysApi>();
        Services.AddScoped<EmailApi>();
        Services.AddTransient<AccountApi>();
        Services.AddSingleton<MailAvailability>();
        Services.AddScoped<CaptionSettingsApi>();
        Services.AddScoped<MonitoringApi>();
        Services.AddScoped<IncidentsApi>();
        Services.AddScoped<ChannelsApi>();
        Services.AddScoped<ObjectivesApi>();
        Services.AddScoped<DeploymentsApi>();
        Services.AddScoped<QueuesApi>();
        Services.AddScoped<Notices>();
        Services.AddScoped<Questions>();
        Services.AddScoped<Presence>();
        Services.AddScoped<PanelLoader>();
        Services.AddSingleton<JobFeeds>();
        Services.AddSingleton<Runbooks>();
        Services.AddSingleton<DashboardFiles>();
        Services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Dashboards:Folder"] = RepositoryRoot.Combine("deploy", "grafana", "dashboards") }).Build());

        add?.Invoke(Services);

        // Last: it asks for the renderer, and no service is taken after that.
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    public ScriptedGateway Gateway { get; } = new();

    public BunitAuthorizationContext Authorization { get; }

    public GatewayStatus Status { get; } = new(TimeProvider.System);

    public ManualTime Time { get; } = new();

    public Presence Presence => Services.GetRequiredService<Presence>();

    /// <summary>Moves the clock until something holds, in steps that let whatever waits for one tick begin to wait for the next.</summary>
    public Task PassUntilAsync(Func<bool> holds, TimeSpan step) => Eventually.BecomesTrueAsync(() =>
    {
        if (holds())
        {
            return true;
        }

        Time.Advance(step);
        return holds();
    });
}
