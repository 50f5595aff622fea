using System.Net;
using Platform.Client.Queues;
using Platform.Contracts.PublicApi;

namespace Platform.Client.Consuming;

/// <summary>
/// Acknowledges deliveries in groups. The first is sent at once; those that are added during its call are sent together in the next one.
/// </summary>
internal sealed class Acknowledgements(QueueClient client)
{
    /// <summary>The API's limit of deliveries in one call.</summary>
    private const int MaxGroup = 1_000;

    private readonly Lock _lock = new();
    private readonly Queue<PendingAck> _waiting = new();
    private bool _isSending;

    /// <summary>Completes when the delivery is acknowledged.</summary>
    /// <exception cref="QueueApiException">This delivery was refused.</exception>
    /// <exception cref="QueueUnavailableException">The API did not answer.</exception>
    public Task AckAsync(MessageResponse message)
    {
        var waiting = new PendingAck(message);
        lock (_lock)
        {
            _waiting.Enqueue(waiting);
            if (_isSending)
            {
                return waiting.Done;
            }

            _isSending = true;
        }

        _ = SendAllAsync();
        return waiting.Done;
    }

    private async Task SendAllAsync()
    {
        while (Take() is { Count: > 0 } group)
        {
            try
            {
                await SendAsync(group).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // Each waiting caller decides for itself how to handle the failure.
                group.ForEach(waiting => waiting.Fail(exception));
            }
        }
    }

    private List<PendingAck> Take()
    {
        var group = new List<PendingAck>();
        lock (_lock)
        {
            while (group.Count < MaxGroup && _waiting.TryDequeue(out var next))
            {
                group.Add(next);
            }

            _isSending = group.Count > 0;
        }

        return group;
    }

    private async Task SendAsync(List<PendingAck> group)
    {
        if (group is [var only])
        {
            await client.AckAsync(only.Message).ConfigureAwait(false);
            only.Succeed();
            return;
        }

        var results = await client.AckAsync([.. group.Select(waiting => waiting.Message)]).ConfigureAwait(false);
        if (results.Count != group.Count)
        {
            throw new QueueUnavailableException($"The platform's API answered {results.Count} of {group.Count} acknowledgements.");
        }

        foreach (var (waiting, result) in group.Zip(results))
        {
            if (result.Status == (int)HttpStatusCode.OK)
            {
                waiting.Succeed();
            }
            else
            {
                waiting.Fail(new QueueApiException((HttpStatusCode)result.Status, result.Code ?? "", $"{result.Status} {result.Code}"));
            }
        }
    }

    private sealed class PendingAck(MessageResponse message)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public MessageResponse Message { get; } = message;

        public Task Done => _done.Task;

        public void Succeed() => _done.TrySetResult();

        public void Fail(Exception exception) => _done.TrySetException(exception);
    }
}
