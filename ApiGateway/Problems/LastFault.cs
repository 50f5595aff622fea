namespace Platform.ApiGateway.Problems;

/// <summary>Holds the last internal error of a request.</summary>
internal sealed class LastFault(TimeProvider time)
{
    private volatile Fault? _last;

    /// <summary>Gets the last error; null if there was none.</summary>
    public Fault? Last => _last;

    /// <summary>Records an unexpected exception. Only its type is kept, because its message may contain data that are not for users.</summary>
    public void Note(Exception exception, string method, string? route) => _last = new Fault($"{exception.GetType().Name} in {method} {route}", time.GetUtcNow());

    /// <summary>Describes an error and when it occurred.</summary>
    internal sealed record Fault(string What, DateTimeOffset At);
}
