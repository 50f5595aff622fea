using Platform.ServiceDefaults.Refusals;

namespace Platform.Broker.Queues;

/// <summary>Creates the refusals of calls about queues that do not exist for an actor, or may not be used.</summary>
internal static class QueueFaults
{
    public static InputException NoSuchQueue() => new(null, "There is no such queue.", StatusCodes.Status404NotFound, "not_found");

    public static InputException NoSuchMessage() => new(null, "There is no such message.", StatusCodes.Status404NotFound, "not_found");

    public static InputException Forbidden(Rights right) =>
        new(null, $"The right to {right.ToString().ToLowerInvariant()} this queue is missing.", StatusCodes.Status403Forbidden, "forbidden");
}

internal static class QueueAccess
{
    /// <summary>The queue, for someone who has the right. Who has no right at all does not learn that it exists.</summary>
    /// <exception cref="InputException">404 or 403.</exception>
    public static async ValueTask<KnownQueue> NeedAsync(
        this QueueRegistry registry, string name, ActingUser user, Rights right, CancellationToken cancellationToken)
    {
        KnownQueue queue = await registry.FindAsync(name, cancellationToken) ?? throw QueueFaults.NoSuchQueue();
        Rights rights = queue.Definition.RightsOf(user.Id, user.IsOperator);
        return rights == Rights.None ? throw QueueFaults.NoSuchQueue() : (rights & right) == Rights.None ? throw QueueFaults.Forbidden(right) : queue;
    }
}
