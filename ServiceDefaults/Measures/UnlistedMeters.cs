using System.Diagnostics.Metrics;

namespace Platform.ServiceDefaults.Measures;

/// <summary>
/// Meters that nobody exports, for an HTTP client that talks to hosts which users name: each would be a series of its own.
/// Set as a handler's <c>MeterFactory</c>.
/// </summary>
public sealed class UnlistedMeters : IMeterFactory
{
    private readonly Meter _meter = new("Unlisted");

    /// <inheritdoc />
    public Meter Create(MeterOptions options) => _meter;

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();
}
