namespace Platform.ApiGateway.Problems;

/// <summary>The last fault of ours that a request met.</summary>
internal sealed class LastFault(TimeProvider time)
{
    private volatile Fault? _last;

    /// <summary>Null when there was none.</summary>
    public Fault? Last => _last;

    /// <summary>Notes an exception that no route expected; its message may hold what is not for users, so only its type is kept.</summary>
    public void Note(Exception exception, string method, string? route) => _last = new Fault($"{exception.GetType().Name} in {method} {route}", time.GetUtcNow());

    /// <summary>What and when.</summary>
    internal sealed record Fault(string What, DateTimeOffset At);
}
