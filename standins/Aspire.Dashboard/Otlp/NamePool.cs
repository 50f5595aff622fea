using System.Collections.Concurrent;

namespace Aspire.Dashboard.Otlp;

/// <summary>Shares equal strings, up to a number of them.</summary>
internal sealed class NamePool(int limit)
{
    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);
    private int _count;

    public string Share(string name)
    {
        if (_names.TryGetValue(name, out var shared))
        {
            return shared;
        }

        if (Volatile.Read(ref _count) >= limit || name.Length > 200 || !_names.TryAdd(name, name))
        {
            return name;
        }

        Interlocked.Increment(ref _count);
        return name;
    }
}
