using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Platform.JobManager.Dispatch;

/// <summary>
/// A RabbitMQ channel with pipelined publisher confirms: publishing returns once the message has been sent, and a callback reports the
/// confirm. A late confirm, a nack or a returned message breaks the channel; all messages without a confirm then count as not published.
/// </summary>
internal sealed class ConfirmedChannel : IAsyncDisposable
{
    private static readonly CreateChannelOptions s_options = new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);

    private readonly IChannel _channel;
    private readonly TimeProvider _time;
    private readonly Action<OutgoingPack> _confirmed;
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, OutgoingPack> _open = [];
    private readonly CancellationTokenSource _broken = new();
    private readonly SemaphoreSlim _room;
    private ulong _last;
    private ulong _lowest = 1;

    private ConfirmedChannel(IChannel channel, TimeProvider time, int maxOpen, Action<OutgoingPack> confirmed)
    {
        _channel = channel;
        _time = time;
        _confirmed = confirmed;
        _room = new SemaphoreSlim(maxOpen, maxOpen);
    }

    /// <summary>The token that is cancelled when the channel has failed and must be replaced.</summary>
    public CancellationToken Broken => _broken.Token;

    /// <summary>The underlying channel, for declaring queues.</summary>
    public IChannel Channel => _channel;

    /// <summary>Opens a channel.</summary>
    /// <param name="connection">The connection to RabbitMQ.</param>
    /// <param name="time">The clock for late confirms.</param>
    /// <param name="maxOpen">The number of messages that may be unconfirmed at a time.</param>
    /// <param name="confirmed">Called for each confirmed message, on the connection's thread.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    public static async Task<ConfirmedChannel> OpenAsync(
        IConnection connection, TimeProvider time, int maxOpen, Action<OutgoingPack> confirmed, CancellationToken cancellationToken)
    {
        var channel = await connection.CreateChannelAsync(s_options, cancellationToken);
        var opened = new ConfirmedChannel(channel, time, maxOpen, confirmed);
        channel.BasicAcksAsync += opened.OnAckAsync;
        channel.BasicNacksAsync += opened.OnNackAsync;
        channel.BasicReturnAsync += opened.OnReturnAsync;
        channel.ChannelShutdownAsync += opened.OnShutdownAsync;
        return opened;
    }

    /// <summary>Sends a message. Waits only while too many messages are unconfirmed. Not thread-safe.</summary>
    public async ValueTask PublishAsync(OutgoingPack pack, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        pack.PublishedAt = _time.GetUtcNow();
        lock (_lock)
        {
            _open.Add(++_last, pack);
        }

        var properties = new BasicProperties { Persistent = true, ContentType = "application/json" };
        await _channel.BasicPublishAsync(string.Empty, pack.Queue, mandatory: true, properties, body, cancellationToken);
    }

    /// <summary>Breaks the channel if a message has been unconfirmed for longer than <paramref name="timeout"/>.</summary>
    /// <returns>True if the channel was broken.</returns>
    public bool BreakIfLate(TimeSpan timeout)
    {
        var limit = _time.GetUtcNow() - timeout;
        lock (_lock)
        {
            if (_open.Count == 0 || !_open.Values.Any(pack => pack.PublishedAt < limit))
            {
                return false;
            }
        }

        Break();
        return true;
    }

    /// <summary>Waits until every message is confirmed or the channel has failed.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (!Broken.IsCancellationRequested)
        {
            lock (_lock)
            {
                if (_open.Count == 0)
                {
                    return;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), _time, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Break();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), _time);
        try
        {
            await _channel.CloseAsync(limit.Token);
        }
#pragma warning disable CA1031 // Closing a broken channel can fail in any way.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Unconfirmed messages are still in the outbox.
        }

        await _channel.DisposeAsync();
        _room.Dispose();
        _broken.Dispose();
    }

    private Task OnAckAsync(object sender, BasicAckEventArgs ack)
    {
        if (_broken.IsCancellationRequested)
        {
            return Task.CompletedTask;
        }

        if (!ack.Multiple)
        {
            Settle(ack.DeliveryTag);
            return Task.CompletedTask;
        }

        for (var tag = _lowest; tag <= ack.DeliveryTag; tag++)
        {
            Settle(tag);
        }

        _lowest = ack.DeliveryTag + 1;
        return Task.CompletedTask;
    }

    private void Settle(ulong tag)
    {
        OutgoingPack? pack;
        lock (_lock)
        {
            if (!_open.Remove(tag, out pack))
            {
                return;
            }
        }

        _room.Release();
        _confirmed(pack);
    }

    // RabbitMQ acknowledges a returned message (its queue does not exist) right after returning it. Breaking the channel first makes OnAckAsync
    // ignore that acknowledgement.
    private Task OnReturnAsync(object sender, BasicReturnEventArgs returned) => BrokenAsync();

    private Task OnNackAsync(object sender, BasicNackEventArgs nack) => BrokenAsync();

    private Task OnShutdownAsync(object sender, ShutdownEventArgs shutdown) => BrokenAsync();

    private Task BrokenAsync()
    {
        Break();
        return Task.CompletedTask;
    }

    private void Break()
    {
        try
        {
            _broken.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // An event can arrive after the channel has been disposed.
        }
    }
}
