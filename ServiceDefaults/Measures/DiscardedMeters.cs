using System.Diagnostics.Metrics;

namespace Platform.ServiceDefaults.Measures;

/// <summary>
/// Discards the metrics of HTTP clients that connect to hosts named by users, because each host would become a series. Set it as the handler's
/// <c>MeterFactory</c>.
/// </summary>
public sealed class DiscardedMeters : IMeterFactory
{
    private readonly Meter _meter = new("Unlisted");

    /// <inheritdoc />
    public Meter Create(MeterOptions options) => _meter;

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();
}
