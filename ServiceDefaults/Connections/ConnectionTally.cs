namespace Platform.ServiceDefaults.Connections;

/// <summary>Counts the connections of one protocol as they come and go; safe for any number of threads.</summary>
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
        // In this order: what is closed was opened before, so that there are never less than none.
        var closed = Interlocked.Read(ref _closed);
        var opened = Interlocked.Read(ref _opened);
        return new(opened - closed, opened, closed, Interlocked.Read(ref _errors));
    }
}
