using Aspire.Dashboard.Access;
using Aspire.Dashboard.ConsoleLogs;
using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Pages;
using Aspire.Dashboard.Resources;
using Aspire.Dashboard.Serving;
using Aspire.Dashboard.StructuredLogs;
using Aspire.Dashboard.Telemetry;
using Aspire.Dashboard.Traces;
using Aspire.Dashboard.Updates;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Aspire.Dashboard;

/// <summary>The resource dashboard: pages, a JSON API behind them, and a receiver of telemetry, served in process on loopback addresses only.</summary>
public sealed class DashboardHost : IAsyncDisposable
{
    private readonly SharedSecret _token;
    private readonly WebApplication _pages;
    private readonly WebApplication _receiver;
    private Uri? _url;
    private Uri? _otlpEndpoint;

    /// <summary>Prepares a dashboard; nothing listens until <see cref="StartAsync"/>.</summary>
    /// <param name="options">How it is served.</param>
    /// <param name="catalog">The resources that it shows.</param>
    /// <param name="logs">Their console logs.</param>
    /// <param name="commands">What its buttons do.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where it reports its own trouble.</param>
    /// <exception cref="ArgumentException">A secret of the options is too short.</exception>
    public DashboardHost(
        DashboardOptions options,
        IResourceCatalog catalog,
        IResourceLogs logs,
        IResourceCommands commands,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(logs);
        ArgumentNullException.ThrowIfNull(commands);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(loggers);
        _token = options.BrowserToken is { } token ? new SharedSecret(token) : SharedSecret.Create();
        var apiKey = options.OtlpApiKey is { } key ? new SharedSecret(key) : SharedSecret.Create();
        OtlpApiKey = apiKey.Text;
        Telemetry = new TelemetryStore(options.Limits);
        _receiver = LoopbackServer.Create(options.OtlpPort, options.Limits.RequestBytes, loggers, time);
        _receiver.MapOtlp(Telemetry, apiKey, time);
        _pages = LoopbackServer.Create(options.Port, 64 * 1024, loggers, time);
        MapPages(options, catalog, logs, commands, time, loggers.CreateLogger<DashboardHost>());
    }

    /// <summary>The pages' address, such as <c>http://localhost:18888</c>.</summary>
    /// <exception cref="InvalidOperationException">Not started yet.</exception>
    public Uri Url => _url ?? throw NotStarted();

    /// <summary>The address to print: it signs the browser in. Holds a secret.</summary>
    /// <exception cref="InvalidOperationException">Not started yet.</exception>
    public Uri LoginUrl => new(Url, "/login?t=" + Uri.EscapeDataString(_token.Text));

    /// <summary>For <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, with <c>OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf</c>.</summary>
    /// <exception cref="InvalidOperationException">Not started yet.</exception>
    public Uri OtlpEndpoint => _otlpEndpoint ?? throw NotStarted();

    /// <summary>For <c>OTEL_EXPORTER_OTLP_HEADERS=x-otlp-api-key=…</c>.</summary>
    public string OtlpApiKey { get; }

    internal TelemetryStore Telemetry { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Done when it answers.</returns>
    /// <exception cref="IOException">A port is taken; the message names it.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _receiver.StartAsync(cancellationToken).ConfigureAwait(false);
        await _pages.StartAsync(cancellationToken).ConfigureAwait(false);
        _otlpEndpoint = new Uri($"http://127.0.0.1:{LoopbackServer.PortOf(_receiver)}");
        _url = new Uri($"http://localhost:{LoopbackServer.PortOf(_pages)}");
    }

    /// <summary>Stops to listen; open streams are ended.</summary>
    /// <param name="cancellationToken">Stops at once.</param>
    /// <returns>Done when nothing listens any more.</returns>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _pages.StopAsync(cancellationToken).ConfigureAwait(false);
        await _receiver.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _pages.DisposeAsync().ConfigureAwait(false);
        await _receiver.DisposeAsync().ConfigureAwait(false);
    }

    private static InvalidOperationException NotStarted() => new("The dashboard has not been started.");

    private void MapPages(
        DashboardOptions options, IResourceCatalog catalog, IResourceLogs logs, IResourceCommands commands, TimeProvider time, ILogger logger)
    {
        var session = new BrowserSession(_token);
        var guard = new AccessGuard(session);
        var files = new PageFiles(options.ApplicationName);
        var stopping = _pages.Lifetime.ApplicationStopping;
        _pages.UseExceptionHandler();
        _pages.Use(next => context => guard.InvokeAsync(context, next));
        _pages.UseRouting();
        _pages.MapLogin(session, files);
        files.Map(_pages);
        _pages.MapResources(catalog, new ResourceCommandRunner(catalog, commands, options.CommandTimeout, time, logger, stopping));
        _pages.MapConsoleLogs(catalog, logs, time);
        _pages.MapTraces(Telemetry);
        _pages.MapStructuredLogs(Telemetry);
        new UpdateEndpoints(catalog, logs, Telemetry, time, stopping).Map(_pages);
    }
}
