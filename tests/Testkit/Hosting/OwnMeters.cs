using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Platform.Testkit.Hosting;

/// <summary>
/// Meters that are one service's alone. Services of one process whose meters have the same name, version and tags share their series, and
/// the first that stops ends them for all (open-telemetry/opentelemetry-dotnet, issue 6412); a tag of its own keeps each apart.
/// </summary>
public sealed class OwnMeters : IMeterFactory
{
    private readonly ConcurrentDictionary<(string Name, string? Version), Lazy<Meter>> _meters = new();
    private readonly KeyValuePair<string, object?> _owner = new("owner", Guid.CreateVersion7());

    /// <inheritdoc />
    public Meter Create(MeterOptions options) => _meters.GetOrAdd(
        (options.Name, options.Version),
        _ => new Lazy<Meter>(() => new Meter(new MeterOptions(options.Name) { Version = options.Version, Tags = [.. options.Tags ?? [], _owner], Scope = this }))).Value;

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var meter in _meters.Values)
        {
            meter.Value.Dispose();
        }
    }
}
