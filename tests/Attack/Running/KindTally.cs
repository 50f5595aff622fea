using System.Globalization;

namespace Platform.Attack.Running;

/// <summary>Counts the requests of a kind and their answers.</summary>
internal sealed class KindTally
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, int> _statuses = [];
    private int _sent;

    public int Sent => Volatile.Read(ref _sent);

    /// <summary>Counts a request that is sent.</summary>
    public void Send() => Interlocked.Increment(ref _sent);

    /// <summary>Counts an answer; 0 if nothing waited for one, or none arrived.</summary>
    public void Answer(int status)
    {
        lock (_lock)
        {
            _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
        }
    }

    /// <summary>Returns the number of answers with a status.</summary>
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
