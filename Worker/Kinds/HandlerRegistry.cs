using System.Collections.Frozen;

namespace Platform.Worker.Kinds;

/// <summary>Maps each kind to its handler and its slots.</summary>
internal sealed class HandlerRegistry(IEnumerable<IJobHandler> handlers) : IDisposable
{
    private readonly FrozenDictionary<string, RegisteredHandler> _entries = handlers.ToFrozenDictionary(
        static h => h.Kind,
        static h => new RegisteredHandler(h, new SemaphoreSlim(h.Traits.Concurrency, h.Traits.Concurrency)),
        StringComparer.Ordinal);

    public RegisteredHandler? Find(string kind) => _entries.GetValueOrDefault(kind);

    public void Dispose()
    {
        foreach (var entry in _entries.Values)
        {
            entry.Slots.Dispose();
        }
    }

    internal sealed record RegisteredHandler(IJobHandler Handler, SemaphoreSlim Slots);
}
