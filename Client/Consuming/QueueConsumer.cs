using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Client.Queues;
using Platform.Contracts.PublicApi;

namespace Platform.Client.Consuming;

/// <summary>
/// Consumes a queue for as long as the program runs: fetches as many messages as there are free slots, and passes each to a handler.
/// </summary>
internal sealed partial class QueueConsumer<THandler>(
    QueueClient client, ConsumerOptions options, IServiceScopeFactory scopes, TimeProvider time, ILogger<QueueConsumer<THandler>> logger) : BackgroundService
    where THandler : class, IMessageHandler
{
    private const int MaxFetched = 100;
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan s_giveBackTimeout = TimeSpan.FromSeconds(10);

    private readonly Deliveries _deliveries = new(client, options, time, logger);
    private readonly SemaphoreSlim _slots = new(options.Concurrency);
    private readonly CancellationTokenSource _abandon = new();

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // No new messages from here on; messages being handled get their time.
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = new CancellationTokenSource(options.StopTimeout, time);
        var ended = timer.Token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), limit);
        await using (ended.ConfigureAwait(false))
        {
            if (!await DrainAsync(limit.Token).ConfigureAwait(false))
            {
                LogAbandoned(options.Queue, options.Concurrency - _slots.CurrentCount);
                await _abandon.CancelAsync().ConfigureAwait(false);

                // Cancelled handlers end soon. One that ignores its token must not keep the program from ending.
                using var last = new CancellationTokenSource(s_giveBackTimeout, time);
                await DrainAsync(last.Token).ConfigureAwait(false);
            }
        }
    }

    public override void Dispose()
    {
        _abandon.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            var taken = await TakeSlotsAsync(stoppingToken).ConfigureAwait(false);
            IReadOnlyList<MessageResponse> messages = [];
            try
            {
                messages = await client.ConsumeAsync(options.Queue, taken, options.Wait, options.VisibilityTimeout, stoppingToken).ConfigureAwait(false);
                failures = 0;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                _slots.Release(taken);
                return;
            }
            catch (Exception exception) when (exception is QueueUnavailableException or QueueApiException)
            {
                _slots.Release(taken);
                await PauseAsync(exception, ++failures, stoppingToken).ConfigureAwait(false);
                continue;
            }

            if (messages.Count < taken)
            {
                _slots.Release(taken - messages.Count);
            }

            if (messages.Count == 0 && options.Wait == TimeSpan.Zero)
            {
                // The service did not wait, so the consumer does; otherwise it would poll an empty queue thousands of times a second.
                await Task.Delay(s_firstPause, time, stoppingToken).ConfigureAwait(false);
            }

            foreach (var message in messages)
            {
                _ = HandleAsync(message);
            }
        }
    }

    /// <summary>Waits for a free slot and takes all free ones.</summary>
    private async Task<int> TakeSlotsAsync(CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        var taken = 1;
        while (taken < MaxFetched && _slots.Wait(0, CancellationToken.None))
        {
            taken++;
        }

        return taken;
    }

    private async Task PauseAsync(Exception exception, int failures, CancellationToken cancellationToken)
    {
        var pause = BackOff.After(s_firstPause, options.MaxBackOff, failures, Random.Shared.NextDouble());
        var asked = (exception as QueueUnavailableException)?.RetryAfter ?? (exception as QueueApiException)?.RetryAfter;
        LogUnavailable(options.Queue, pause, exception.Message);
        await Task.Delay(asked > pause ? asked.Value : pause, time, cancellationToken).ConfigureAwait(false);
    }

    private async Task HandleAsync(MessageResponse message)
    {
        try
        {
            await _deliveries.RunAsync(message, HandleInScopeAsync, _abandon.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Settling is retried as long as the delivery lasts; afterwards the message is redelivered.
            LogNotSettled(exception, message.Id, options.Queue);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task HandleInScopeAsync(MessageResponse message, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            await scope.ServiceProvider.GetRequiredService<THandler>().HandleAsync(message, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until all slots are free, and releases them; false if the time is up.</summary>
    private async Task<bool> DrainAsync(CancellationToken cancellationToken)
    {
        var free = 0;
        try
        {
            while (free < options.Concurrency)
            {
                await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
                free++;
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            if (free > 0)
            {
                _slots.Release(free);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Queue {Queue} cannot be consumed, next attempt in {Pause}: {Reason}")]
    private partial void LogUnavailable(string queue, TimeSpan pause, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Queue {Queue}: {Count} messages were not done in time and are returned to the queue")]
    private partial void LogAbandoned(string queue, int count);

    [LoggerMessage(3, LogLevel.Error, "Message {Message} of queue {Queue} could not be settled")]
    private partial void LogNotSettled(Exception exception, long message, string queue);
}
