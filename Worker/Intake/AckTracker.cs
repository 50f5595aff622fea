using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Platform.Worker.Intake;

/// <summary>
/// Tracks which deliveries of one channel are done. It acknowledges all done ones from the oldest on in one frame, and those behind an unfinished one
/// individually, so that one slow pack does not use up the prefetch.
/// </summary>
internal sealed class AckTracker(IChannel channel) : IDisposable
{
    private readonly SortedSet<ulong> _open = [];
    private readonly HashSet<ulong> _done = [];
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _acking = new(1, 1);

    public void Taken(ulong tag)
    {
        lock (_lock)
        {
            _open.Add(tag);
        }
    }

    public void Done(ulong tag)
    {
        lock (_lock)
        {
            _done.Add(tag);
        }
    }

    /// <summary>
    /// Acknowledges the deliveries that are done. A closed channel is not an error: its deliveries are redelivered and recognised by their attempt
    /// number.
    /// </summary>
    public async Task AckAsync(CancellationToken cancellationToken)
    {
        await _acking.WaitAsync(cancellationToken);
        try
        {
            var (upTo, singles) = Take();
            if (upTo > 0)
            {
                await channel.BasicAckAsync(upTo, multiple: true, cancellationToken);
            }

            foreach (var tag in singles)
            {
                await channel.BasicAckAsync(tag, multiple: false, cancellationToken);
            }
        }
        catch (Exception error) when (error is AlreadyClosedException or ObjectDisposedException or OperationInterruptedException or IOException)
        {
        }
        finally
        {
            _acking.Release();
        }
    }

    public void Dispose() => _acking.Dispose();

    /// <summary>Returns the highest tag up to which all deliveries are done (0 for none), and the done tags above it.</summary>
    internal (ulong UpTo, ulong[] Singles) Take()
    {
        lock (_lock)
        {
            ulong upTo = 0;
            while (_open.Count > 0 && _done.Remove(_open.Min))
            {
                upTo = _open.Min;
                _open.Remove(upTo);
            }

            if (_done.Count == 0)
            {
                return (upTo, []);
            }

            var singles = _done.ToArray();
            foreach (var tag in singles)
            {
                _open.Remove(tag);
            }

            _done.Clear();
            return (upTo, singles);
        }
    }
}
