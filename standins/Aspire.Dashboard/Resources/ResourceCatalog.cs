using System.Runtime.CompilerServices;
using Aspire.Dashboard.Live;

namespace Aspire.Dashboard.Resources;

/// <summary>A catalogue in memory: the host publishes snapshots, the dashboard reads them.</summary>
public sealed class ResourceCatalog : IResourceCatalog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly Pulse _pulse = new();
    private long _version;

    /// <inheritdoc />
    public IReadOnlyList<ResourceSnapshot> Current
    {
        get
        {
            lock (_gate)
            {
                return [.. _order.Select(id => _entries[id].Snapshot)];
            }
        }
    }

    /// <summary>Adds an instance at the end, or replaces what was known about it.</summary>
    /// <param name="snapshot">What is known now.</param>
    public void Publish(ResourceSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        lock (_gate)
        {
            if (!_entries.ContainsKey(snapshot.Id))
            {
                _order.Add(snapshot.Id);
            }

            _entries[snapshot.Id] = new Entry(snapshot, ++_version);
        }

        _pulse.Signal();
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ResourceSnapshot> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = 0L;
        while (true)
        {
            var next = _pulse.Next;
            foreach (var snapshot in ChangedSince(ref seen))
            {
                yield return snapshot;
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private List<ResourceSnapshot> ChangedSince(ref long seen)
    {
        lock (_gate)
        {
            var changed = new List<ResourceSnapshot>();
            foreach (var id in _order)
            {
                if (_entries[id] is var entry && entry.Version > seen)
                {
                    changed.Add(entry.Snapshot);
                }
            }

            seen = _version;
            return changed;
        }
    }

    private readonly record struct Entry(ResourceSnapshot Snapshot, long Version);
}
