using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Platform.JobManager.Dispatch;

/// <summary>
/// A channel whose publishes are pipelined: a publish returns when the message is on its way, its confirm is told later.
/// A late confirm, a nack or a returned message breaks the channel; what was not confirmed counts as not published.
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

    /// <summary>Cancelled when the channel is to be given up.</summary>
    public CancellationToken Broken => _broken.Token;

    /// <summary>The channel, for declarations.</summary>
    public IChannel Channel => _channel;

    public static async Task<ConfirmedChannel> OpenAsync(
        IConnection connection, TimeProvider time, int maxOpen, Action<OutgoingPack> confirmed, CancellationToken cancellationToken)
    {
        IChannel channel = await connection.CreateChannelAsync(s_options, cancellationToken);
        var opened = new ConfirmedChannel(channel, time, maxOpen, confirmed);
        channel.BasicAcksAsync += opened.OnAckAsync;
        channel.BasicNacksAsync += opened.OnNackAsync;
        channel.BasicReturnAsync += opened.OnReturnAsync;
        channel.ChannelShutdownAsync += opened.OnShutdownAsync;
        return opened;
    }

    /// <summary>Sends a message; waits only while too many are unconfirmed. One caller at a time.</summary>
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

    /// <summary>Breaks the channel when a message has been waiting for its confirm for longer than that.</summary>
    public bool BreakIfLate(TimeSpan timeout)
    {
        DateTimeOffset limit = _time.GetUtcNow() - timeout;
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

    /// <summary>Waits until every message is confirmed.</summary>
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
#pragma warning disable CA1031 // A channel that is given up may fail in any way while it closes.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Its messages are still due.
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

        for (ulong tag = _lowest; tag <= ack.DeliveryTag; tag++)
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

    // A returned message (its queue is gone) is acknowledged right after; broken first, so that the ack does not count.
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
            // A late event of a channel that is already gone.
        }
    }
}
