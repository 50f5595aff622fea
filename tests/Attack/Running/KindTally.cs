using System.Globalization;

namespace Platform.Attack.Running;

/// <summary>What became of the requests of a kind.</summary>
internal sealed class KindTally
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, int> _statuses = [];
    private int _sent;

    public int Sent => Volatile.Read(ref _sent);

    /// <summary>A request goes out.</summary>
    public void Send() => Interlocked.Increment(ref _sent);

    /// <summary>A request was answered; 0 where nobody waited for an answer, or none came.</summary>
    public void Answer(int status)
    {
        lock (_lock)
        {
            _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
        }
    }

    /// <summary>How many were answered with a status.</summary>
    public int Of(int status)
    {
        lock (_lock)
        {
            return _statuses.GetValueOrDefault(status);
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return string.Join(' ', _statuses.Select(status => string.Create(CultureInfo.InvariantCulture, $"{(status.Key == 0 ? "none" : status.Key)}×{status.Value}")));
        }
    }
}
