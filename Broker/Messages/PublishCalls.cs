using Platform.Broker.Queues;
using Platform.Contracts.Internal;

namespace Platform.Broker.Messages;

/// <summary>The messages that a user publishes to a queue in one call.</summary>
/// <param name="queueName">The name of the queue.</param>
/// <param name="user">The user.</param>
/// <param name="isOperator">True if the user may use all queues.</param>
/// <param name="traceParent">The W3C trace context of the call; null if it is not traced.</param>
internal sealed class PublishCall(string queueName, Guid user, bool isOperator, string? traceParent)
{
    /// <summary>The queue; null if the call has its result already.</summary>
    public KnownQueue? Queue { get; private set; }

    /// <summary>The trace context of the call; null if it is not traced.</summary>
    public string? TraceParent { get; } = traceParent;

    /// <summary>The messages.</summary>
    public List<NewMessage> Messages { get; } = [];

    /// <summary>The result; null until it is known.</summary>
    public PublishCallResult? Result { get; set; }

    /// <summary>Sets the result to invalid, because of the message that is being read. The first fault is kept.</summary>
    public void Refuse(string field, string rule) =>
        Result ??= new PublishCallResult { Outcome = CallOutcome.Invalid, Index = Messages.Count, Field = field, Detail = rule };

    /// <summary>Refuses the call unless a rule holds.</summary>
    public void Demand(bool holds, string field, string rule)
    {
        if (!holds)
        {
            Refuse(field, rule);
        }
    }

    /// <summary>Finds the queue and checks the rights of the user and the sizes of the messages.</summary>
    public async ValueTask ResolveAsync(QueueRegistry registry, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var queue = await registry.FindAsync(queueName, cancellationToken);
        var rights = queue?.Definition.RightsOf(user, isOperator) ?? Rights.None;
        if (rights == Rights.None)
        {
            Result = new PublishCallResult { Outcome = CallOutcome.NotFound };
        }
        else if ((rights & Rights.Publish) == Rights.None)
        {
            Result = new PublishCallResult { Outcome = CallOutcome.Forbidden };
        }

        if (Result is null)
        {
            Schedule(queue!, now);
        }
    }

    private void Schedule(KnownQueue queue, DateTimeOffset now)
    {
        var definition = queue.Definition;
        var largest = 1;
        for (var i = 0; i < Messages.Count; i++)
        {
            if (Messages[i].Content.Length > definition.MaxMessageBytes)
            {
                Result = new PublishCallResult { Outcome = CallOutcome.TooLarge, Index = i, Limit = definition.MaxMessageBytes };
                return;
            }

            Messages[i].Schedule(definition, now);
            largest = Math.Max(largest, Messages[i].Content.Length + (Messages[i].Headers?.Length ?? 0));
        }

        queue.LowerAnswerCapacity(MessageBytes.Max / largest);
        Queue = queue;
    }

    /// <summary>Reserves capacity of the queue for the messages; if there is too little, the result is that the queue is full.</summary>
    /// <returns>True if the capacity is reserved; it must be released once the messages are stored or have failed.</returns>
    public bool TryReserve()
    {
        if (Queue!.TryReserve(Messages.Count))
        {
            return true;
        }

        Result = new PublishCallResult { Outcome = CallOutcome.QueueFull, Limit = Queue.Definition.MaxMessages };
        return false;
    }
}

/// <summary>The calls of one request. They are committed together with those of other requests.</summary>
internal sealed class PublishGroup(List<PublishCall> calls) : CallGroup
{
    /// <summary>The calls.</summary>
    public List<PublishCall> Calls { get; } = calls;

    /// <summary>The number of messages to store.</summary>
    public int Weight { get; } = calls.Sum(call => call.Result is null ? call.Messages.Count : 0);
}

/// <summary>Calls that a request waits for.</summary>
internal abstract class CallGroup
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when each call has a result, or fails if the outcome of all of them is unknown.</summary>
    public Task Done => _done.Task;

    /// <summary>Completes the request; each call must have a result.</summary>
    public void Complete() => _done.TrySetResult();

    /// <summary>Fails the request.</summary>
    public void Fail(Exception reason) => _done.TrySetException(reason);
}
