using Platform.ServiceDefaults.Refusals;

namespace Platform.Broker.Queues;

/// <summary>Creates the exceptions for queues and messages that do not exist for a user, or that the user may not use.</summary>
internal static class QueueFaults
{
    /// <summary>Creates the exception for a queue that does not exist, or that the user may not see (404).</summary>
    public static InputException NoSuchQueue() => new(null, "There is no such queue.", StatusCodes.Status404NotFound, "not_found");

    /// <summary>Creates the exception for a message that does not exist, or that the user may not see (404).</summary>
    public static InputException NoSuchMessage() => new(null, "There is no such message.", StatusCodes.Status404NotFound, "not_found");

    /// <summary>Creates the exception for a right that the user does not have (403).</summary>
    public static InputException Forbidden(Rights right) =>
        new(null, $"The right to {right.ToString().ToLowerInvariant()} this queue is missing.", StatusCodes.Status403Forbidden, "forbidden");
}

/// <summary>Finds queues on behalf of a user.</summary>
internal static class QueueAccess
{
    /// <summary>Finds a queue and requires a right to it. A user with no right at all does not learn whether the queue exists.</summary>
    /// <exception cref="InputException">The queue does not exist for the user (404), or the right is missing (403).</exception>
    public static async ValueTask<KnownQueue> RequireAsync(
        this QueueRegistry registry, string name, ActingUser user, Rights right, CancellationToken cancellationToken)
    {
        var queue = await registry.FindAsync(name, cancellationToken) ?? throw QueueFaults.NoSuchQueue();
        var rights = queue.Definition.RightsOf(user.Id, user.IsOperator);
        return rights == Rights.None ? throw QueueFaults.NoSuchQueue() : (rights & right) == Rights.None ? throw QueueFaults.Forbidden(right) : queue;
    }
}
