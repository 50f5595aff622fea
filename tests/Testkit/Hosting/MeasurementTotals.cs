using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Testkit.Hosting;

/// <summary>
/// Sums the measurements of one service's counters since it was created, and counts those of its other instruments. The <c>/metrics</c> of a service
/// also contain measurements of other services of the process, which come and go with other tests.
/// </summary>
public sealed class MeasurementTotals : IDisposable
{
    private readonly ConcurrentDictionary<(string Instrument, string Tags), long> _counts = new();
    private readonly MeterListener _listener;

    /// <summary>Begins to listen.</summary>
    /// <param name="service">The service provider of the service.</param>
    public MeasurementTotals(IServiceProvider service)
    {
        var meters = service.GetRequiredService<IMeterFactory>();
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is Counter<long> or UpDownCounter<long> or Histogram<double> && ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<long>(Count);
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, state) => Count(instrument, 1, tags, state));
        _listener.Start();
    }

    /// <summary>Returns the sum of a counter's measurements, or the number of a histogram's.</summary>
    /// <param name="instrument">The instrument's name, such as <c>http.requests</c>.</param>
    /// <param name="tags">The tags that a measurement must have, such as <c>status=5</c> for all statuses that begin with it.</param>
    public long Sum(string instrument, params string[] tags) => _counts
        .Where(count => count.Key.Instrument == instrument && tags.All(tag => count.Key.Tags.Contains(" " + tag, StringComparison.Ordinal))).Sum(count => count.Value);

    /// <inheritdoc />
    public void Dispose() => _listener.Dispose();

    private void Count(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var text = new System.Text.StringBuilder();
        foreach (var (name, tag) in tags)
        {
            text.Append(' ').Append(name).Append('=').Append(tag);
        }

        _counts.AddOrUpdate((instrument.Name, text.ToString()), value, (_, sum) => sum + value);
    }
}
