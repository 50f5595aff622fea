using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Platform.Testkit.Hosting;

/// <summary>
/// Creates meters whose names are unique to one service. Telemetry listens by name: several services in one process would each export the
/// measurements of all, and the first that stops would end the series of the others (open-telemetry/opentelemetry-dotnet, issue 6412).
/// </summary>
public sealed class IsolatedMeters : IMeterFactory
{
    private readonly ConcurrentDictionary<(string Name, string? Version), Lazy<Meter>> _meters = new();
    private readonly Guid _owner = Guid.CreateVersion7();

    /// <summary>Returns the unique name for a meter's name or a pattern of names.</summary>
    public string NameOf(string name) => $"{_owner:N}.{name}";

    /// <inheritdoc />
    public Meter Create(MeterOptions options) => _meters.GetOrAdd(
        (options.Name, options.Version),
        _ => new Lazy<Meter>(() => new Meter(new MeterOptions(NameOf(options.Name)) { Version = options.Version, Tags = options.Tags, Scope = this }))).Value;

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var meter in _meters.Values)
        {
            meter.Value.Dispose();
        }
    }
}
