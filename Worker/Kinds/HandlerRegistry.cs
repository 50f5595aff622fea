using System.Collections.Frozen;
using Platform.Contracts.Messaging;

namespace Platform.Worker.Kinds;

/// <summary>Maps each kind to its handler and its slots.</summary>
internal sealed class HandlerRegistry(IEnumerable<IJobHandler> handlers)
{
    private const int KeptShare = 8;

    private readonly FrozenDictionary<string, RegisteredHandler> _entries = handlers.ToFrozenDictionary(
        static h => h.Kind,
        static h => new RegisteredHandler(h, new OwnerSlots(h.Traits.Concurrency, KeptOf(h.Traits))),
        StringComparer.Ordinal);

    public RegisteredHandler? Find(string kind) => _entries.GetValueOrDefault(kind);

    // Long jobs are shared out between owners before they get here.
    private static int KeptOf(JobTraits traits) =>
        string.Equals(traits.Lane, JobQueues.ShortLane, StringComparison.Ordinal) ? Math.Max(1, traits.Concurrency / KeptShare) : 0;

    internal sealed record RegisteredHandler(IJobHandler Handler, OwnerSlots Slots);
}
