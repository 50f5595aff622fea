using Platform.Contracts.PublicApi;

namespace Platform.Broker.Queues;

/// <summary>What a user may do with a queue, as bits; the numbers are those of <see cref="QueueRight"/>.</summary>
[Flags]
internal enum Rights
{
    None = 0,
    Read = 1,
    Publish = 2,
    Consume = 4,
    Manage = 8,
    Shareable = Read | Publish | Consume,
    All = Shareable | Manage,
}

internal static class RightsExtensions
{
    private static readonly QueueRight[] s_all = Enum.GetValues<QueueRight>();

    public static IReadOnlyList<QueueRight> ToList(this Rights rights) => [.. s_all.Where(right => ((int)rights & (int)right) != 0)];

    public static Rights ToRights(this IEnumerable<QueueRight> rights) =>
        rights.Aggregate(Rights.None, (all, right) => all | (Rights)(int)right);
}
