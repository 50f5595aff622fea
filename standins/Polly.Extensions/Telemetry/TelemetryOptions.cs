using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Polly.Telemetry;

/// <summary>Where the events of resilience pipelines go.</summary>
public class TelemetryOptions
{
    /// <summary>Listeners that hear of every event beside logs and metrics.</summary>
    public ICollection<TelemetryListener> TelemetryListeners { get; } = [];

    /// <summary>Makes the logger of category <c>Polly</c>.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>Turns a result into what a log line shows of it.</summary>
    public Func<ResilienceContext, object?, object?> ResultFormatter { get; set; } = static (_, result) =>
        result is HttpResponseMessage response ? (int)response.StatusCode : result;

    /// <summary>Decides an event's severity; null keeps the event's own.</summary>
    public Func<SeverityProviderArguments, ResilienceEventSeverity>? SeverityProvider { get; set; }
}
