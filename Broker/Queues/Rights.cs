using Platform.Contracts.Internal;

namespace Platform.Broker.Queues;

/// <summary>The rights of a user to a queue, as bits. The numbers are those of <see cref="QueuePermission"/>.</summary>
[Flags]
internal enum Rights
{
    /// <summary>No rights: the queue is not visible.</summary>
    None = 0,

    /// <summary>Read messages.</summary>
    Read = 1,

    /// <summary>Publish messages.</summary>
    Publish = 2,

    /// <summary>Claim and settle messages.</summary>
    Consume = 4,

    /// <summary>Change settings and rights, purge and delete; only for the owner and operators.</summary>
    Manage = 8,

    /// <summary>The rights that can be given to other users.</summary>
    Shareable = Read | Publish | Consume,

    /// <summary>All rights.</summary>
    All = Shareable | Manage,
}

/// <summary>Converts between <see cref="Rights"/> and lists of <see cref="QueuePermission"/>.</summary>
internal static class RightsExtensions
{
    private static readonly QueuePermission[] s_all = Enum.GetValues<QueuePermission>();

    /// <summary>The single rights.</summary>
    public static IReadOnlyList<QueuePermission> ToList(this Rights rights) => [.. s_all.Where(right => ((int)rights & (int)right) != 0)];

    /// <summary>Combines rights.</summary>
    public static Rights ToRights(this IEnumerable<QueuePermission> rights) =>
        rights.Aggregate(Rights.None, (all, right) => all | (Rights)(int)right);
}
