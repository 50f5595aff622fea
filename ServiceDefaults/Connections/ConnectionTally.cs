namespace Platform.ServiceDefaults.Connections;

/// <summary>Counts the connections of one protocol as they open and close. Thread-safe.</summary>
internal sealed class ConnectionTally(string protocol) : IConnectionSource
{
    private long _opened;
    private long _closed;
    private long _errors;

    public string Protocol => protocol;

    public void Opened() => Interlocked.Increment(ref _opened);

    public void Closed() => Interlocked.Increment(ref _closed);

    public void Failed(long times = 1) => Interlocked.Add(ref _errors, times);

    public ConnectionCounts Read()
    {
        // Closed is read before opened, so that the number of active connections is never negative.
        var closed = Interlocked.Read(ref _closed);
        var opened = Interlocked.Read(ref _opened);
        return new(opened - closed, opened, closed, Interlocked.Read(ref _errors));
    }
}
