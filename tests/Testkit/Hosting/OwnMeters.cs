using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Platform.Testkit.Hosting;

/// <summary>
/// Meters that are one service's alone, by their names. Telemetry listens by name: of services in one process each would show what all
/// count, and the first that stops would end the series of those that go on (open-telemetry/opentelemetry-dotnet, issue 6412).
/// </summary>
public sealed class OwnMeters : IMeterFactory
{
    private readonly ConcurrentDictionary<(string Name, string? Version), Lazy<Meter>> _meters = new();
    private readonly Guid _owner = Guid.CreateVersion7();

    /// <summary>What the service's meter of a name, or of a pattern of names, is called here.</summary>
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
