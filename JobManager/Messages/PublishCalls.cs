using Platform.Contracts.Internal;
using Platform.JobManager.Queues;

namespace Platform.JobManager.Messages;

/// <summary>The messages that one caller publishes to one queue.</summary>
internal sealed class PublishCall
{
    /// <summary>Null when the call has its result already.</summary>
    public KnownQueue? Queue { get; init; }

    public string? TraceParent { get; init; }

    public List<NewMessage> Messages { get; } = [];

    public PublishCallResult? Result { get; set; }
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
