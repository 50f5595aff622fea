using Platform.Broker.Queues;
using Platform.Contracts.Internal;

namespace Platform.Broker.Messages;

/// <summary>The messages that one caller publishes to one queue.</summary>
internal sealed class PublishCall(string queueName, Guid user, bool isOperator, string? traceParent)
{
    /// <summary>Null when the call has its result already.</summary>
    public KnownQueue? Queue { get; private set; }

    public string? TraceParent { get; } = traceParent;

    public List<NewMessage> Messages { get; } = [];

    public PublishCallResult? Result { get; set; }

    /// <summary>The call is not done, for what is wrong with the message that is being read.</summary>
    public void Refuse(string field, string rule) =>
        Result ??= new PublishCallResult { Outcome = CallOutcome.Invalid, Index = Messages.Count, Field = field, Detail = rule };

    public void Demand(bool holds, string field, string rule)
    {
        if (!holds)
        {
            Refuse(field, rule);
        }
    }

    /// <summary>Finds the queue, and whether the caller may publish there what it wants to.</summary>
    public async ValueTask ResolveAsync(QueueRegistry registry, DateTimeOffset now, CancellationToken cancellationToken)
    {
        KnownQueue? queue = await registry.FindAsync(queueName, cancellationToken);
        Rights rights = queue?.Definition.RightsOf(user, isOperator) ?? Rights.None;
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
            Enter(queue!, now);
        }
    }

    private void Enter(KnownQueue queue, DateTimeOffset now)
    {
        QueueDefinition definition = queue.Definition;
        int largest = 1;
        for (int i = 0; i < Messages.Count; i++)
        {
            if (Messages[i].Content.Length > definition.MaxMessageBytes)
            {
                Result = new PublishCallResult { Outcome = CallOutcome.TooLarge, Index = i, Limit = definition.MaxMessageBytes };
                return;
            }

            Messages[i].Schedule(definition, now);
            largest = Math.Max(largest, Messages[i].Content.Length + (Messages[i].Headers?.Length ?? 0));
        }

        queue.FitsAtMost(MessageBytes.Max / largest);
        Queue = queue;
    }

    /// <summary>Takes the room that the messages need in their queue, or refuses the call.</summary>
    /// <returns>Whether there was room; the queue is to be told when they have arrived.</returns>
    public bool TakeRoom()
    {
        if (Queue!.MakesRoomFor(Messages.Count))
        {
            return true;
        }

        Result = new PublishCallResult { Outcome = CallOutcome.QueueFull, Limit = Queue.Definition.MaxMessages };
        return false;
    }
}

/// <summary>The calls of one request, waiting for the commit that they share with others.</summary>
internal sealed class PublishGroup(List<PublishCall> calls) : CallGroup
{
    public List<PublishCall> Calls { get; } = calls;

    public int Weight { get; } = calls.Sum(call => call.Result is null ? call.Messages.Count : 0);
}

/// <summary>Calls whose answer somebody waits for.</summary>
internal abstract class CallGroup
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when each call has its result, or with the reason why nothing is known of any.</summary>
    public Task Done => _done.Task;

    public void Complete() => _done.TrySetResult();

    public void Fail(Exception reason) => _done.TrySetException(reason);
}
