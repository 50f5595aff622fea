using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using Platform.Client.Queues;
using Platform.Contracts.PublicApi;

namespace Platform.Client.Consuming;

/// <summary>Processes one delivery: keeps it invisible while it is handled, and then acknowledges, returns or fails it.</summary>
internal sealed partial class Deliveries(QueueClient client, ConsumerOptions options, TimeProvider time, ILogger logger)
{
    private static readonly ActivitySource s_source = new("Platform.Client");
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(200);
    private readonly Acknowledgements _acknowledgements = new(client);

    /// <summary>Handles a message and settles its delivery.</summary>
    /// <param name="message">The consumed message.</param>
    /// <param name="handle">Handles the message.</param>
    /// <param name="abandon">Cancelled when the time is up: the handler is cancelled and the message returned to the queue.</param>
    public async Task RunAsync(MessageResponse message, Func<MessageResponse, CancellationToken, Task> handle, CancellationToken abandon)
    {
        // Not on the fetching loop, whatever the handler does before its first await.
        await Task.Yield();
        using var activity = Start(message);
        using var held = CancellationTokenSource.CreateLinkedTokenSource(abandon);
        using var done = new CancellationTokenSource();
        var lease = new Lease(time.GetTimestamp());
        var extending = ExtendAsync(message, lease, held, done.Token);
        Exception? failure = null;
        try
        {
            await handle(message, held.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        try
        {
            if (lease.IsLost)
            {
                activity?.SetStatus(ActivityStatusCode.Error, "The delivery was lost.");
                return;
            }

            if (failure is not null)
            {
                activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
            }

            // Extended until the delivery is settled, which may have to wait for a call that hangs.
            lease.IsEnding = true;
            await SettleAsync(message, failure, isAbandoned: failure is OperationCanceledException && abandon.IsCancellationRequested, lease).ConfigureAwait(false);
        }
        finally
        {
            await done.CancelAsync().ConfigureAwait(false);
            await extending.ConfigureAwait(false);
        }
    }

    private Activity? Start(MessageResponse message)
    {
        ActivityLink[] links = ActivityContext.TryParse(message.TraceParent, null, isRemote: true, out var published) ? [new(published)] : [];
        var activity = s_source.StartActivity($"process {options.Queue}", ActivityKind.Consumer, parentContext: default, links: links);
        activity?.SetTag("messaging.destination.name", options.Queue);
        activity?.SetTag("messaging.message.id", message.Id);
        return activity;
    }

    /// <summary>Extends the delivery at a third of its visibility timeout until it is done; cancels the handler if the delivery was lost.</summary>
    private async Task ExtendAsync(MessageResponse message, Lease lease, CancellationTokenSource handler, CancellationToken done)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.VisibilityTimeout / 3, time, done).ConfigureAwait(false);
                var asked = time.GetTimestamp();
                try
                {
                    // No longer than the delivery lasts: during a call that hangs, the handler must not continue with a message that another consumer
                    // may have.
                    using var rest = new CancellationTokenSource(Rest(lease), time);
                    using var limit = CancellationTokenSource.CreateLinkedTokenSource(done, rest.Token);
                    await client.ExtendAsync(message, options.VisibilityTimeout, limit.Token).ConfigureAwait(false);
                    lease.Renewed = asked;
                }
                catch (Exception exception) when (IsTemporary(exception, out _) || (exception is OperationCanceledException && !done.IsCancellationRequested))
                {
                    // The delivery is valid until the time is up.
                    LogNotExtended(message.Id, options.Queue, exception.Message);
                    if (!IsOver(lease))
                    {
                        continue;
                    }

                    await LoseAsync().ConfigureAwait(false);
                    return;
                }
                catch (QueueApiException) when (lease.IsEnding)
                {
                    // Settled in the meantime.
                    return;
                }
                catch (QueueApiException exception)
                {
                    LogTaken(message.Id, options.Queue, exception.Message);
                    await LoseAsync().ConfigureAwait(false);
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // Done.
        }

        async Task LoseAsync()
        {
            lease.IsLost = true;
            await handler.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Settles the delivery, with retries while the API is unavailable and the delivery lasts.</summary>
    private async Task SettleAsync(MessageResponse message, Exception? failure, bool isAbandoned, Lease lease)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await SendOutcomeAsync(message, failure, isAbandoned).ConfigureAwait(false);
                return;
            }
            catch (QueueApiException exception) when (exception.Status is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
            {
                // Settled by an attempt whose response was lost, or delivered to another consumer by now.
                LogTaken(message.Id, options.Queue, exception.Message);
                return;
            }
            catch (Exception exception) when (IsTemporary(exception, out var asked) && !IsOver(lease))
            {
                var pause = BackOff.After(s_firstPause, options.MaxBackOff, failures, Random.Shared.NextDouble());
                await Task.Delay(asked > pause ? asked.Value : pause, time).ConfigureAwait(false);
            }
        }
    }

    private async Task SendOutcomeAsync(MessageResponse message, Exception? failure, bool isAbandoned)
    {
        switch (failure)
        {
            case null:
                await _acknowledgements.AckAsync(message).ConfigureAwait(false);
                break;
            case not null when isAbandoned:
                await client.NackAsync(message, requeue: true, reason: "The consumer stopped.").ConfigureAwait(false);
                break;
            case RejectMessageException rejection:
                LogFailed(rejection, message.Id, options.Queue);
                await client.NackAsync(message, requeue: false, reason: FailureReason.Of(rejection)).ConfigureAwait(false);
                break;
            default:
                LogFailed(failure, message.Id, options.Queue);
                var delay = BackOff.After(options.RetryDelay, options.MaxRetryDelay, Math.Max(1, message.DeliveryCount), Random.Shared.NextDouble());
                await client.NackAsync(message, requeue: true, delay, FailureReason.Of(failure)).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Checks whether a retry may succeed: the API is unavailable, or asks for a pause.</summary>
    private static bool IsTemporary(Exception exception, out TimeSpan? asked)
    {
        asked = (exception as QueueUnavailableException)?.RetryAfter ?? (exception as QueueApiException)?.RetryAfter;
        return exception is QueueUnavailableException or QueueApiException { Status: HttpStatusCode.TooManyRequests };
    }

    private bool IsOver(Lease lease) => Rest(lease) == TimeSpan.Zero;

    private TimeSpan Rest(Lease lease)
    {
        var rest = options.VisibilityTimeout - time.GetElapsedTime(lease.Renewed);
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }

    [LoggerMessage(10, LogLevel.Warning, "Message {Message} of queue {Queue} could not be extended: {Reason}")]
    private partial void LogNotExtended(long message, string queue, string reason);

    [LoggerMessage(11, LogLevel.Warning, "Delivery of message {Message} of queue {Queue} is no longer valid: {Reason}")]
    private partial void LogTaken(long message, string queue, string reason);

    [LoggerMessage(12, LogLevel.Warning, "Message {Message} of queue {Queue} could not be handled")]
    private partial void LogFailed(Exception exception, long message, string queue);

    private sealed class Lease(long renewed)
    {
        /// <summary>Gets or sets the timestamp (<see cref="TimeProvider.GetTimestamp"/>) of the last extension, or of the delivery.</summary>
        public long Renewed { get; set; } = renewed;

        public bool IsLost { get; set; }

        /// <summary>Gets or sets whether the handler has finished and the delivery is being settled.</summary>
        public bool IsEnding { get; set; }
    }
}
