namespace Platform.Broker.Queues;

/// <summary>Ends a request about a queue with a status and a stable code.</summary>
internal sealed class QueueFault(int status, string code, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public static QueueFault NoSuchQueue() => new(StatusCodes.Status404NotFound, "not_found", "There is no such queue.");

    public static QueueFault NoSuchMessage() => new(StatusCodes.Status404NotFound, "not_found", "There is no such message.");

    public static QueueFault Forbidden(Rights right) =>
        new(StatusCodes.Status403Forbidden, "forbidden", $"The right to {right.ToString().ToLowerInvariant()} this queue is missing.");
}

internal static class QueueAccess
{
    /// <summary>The queue, for someone who has the right. Who has no right at all does not learn that it exists.</summary>
    /// <exception cref="QueueFault">404 or 403.</exception>
    public static async ValueTask<KnownQueue> NeedAsync(
        this QueueRegistry registry, string name, Guid user, bool isOperator, Rights right, CancellationToken cancellationToken)
    {
        KnownQueue queue = await registry.FindAsync(name, cancellationToken) ?? throw QueueFault.NoSuchQueue();
        Rights rights = queue.Definition.RightsOf(user, isOperator);
        return rights == Rights.None ? throw QueueFault.NoSuchQueue() : (rights & right) == Rights.None ? throw QueueFault.Forbidden(right) : queue;
    }
}
