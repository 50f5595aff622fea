using Platform.Contracts.Internal;

namespace Platform.Broker.Queues;

/// <summary>What a user may do with a queue, as bits; the numbers are those of <see cref="QueuePermission"/>.</summary>
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
    private static readonly QueuePermission[] s_all = Enum.GetValues<QueuePermission>();

    public static IReadOnlyList<QueuePermission> ToList(this Rights rights) => [.. s_all.Where(right => ((int)rights & (int)right) != 0)];

    public static Rights ToRights(this IEnumerable<QueuePermission> rights) =>
        rights.Aggregate(Rights.None, (all, right) => all | (Rights)(int)right);
}
