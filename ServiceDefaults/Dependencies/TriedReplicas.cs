using System.Diagnostics.CodeAnalysis;

namespace Platform.ServiceDefaults.Dependencies;

/// <summary>Knows which replicas could not be reached for a request, so that its next attempt comes to another one.</summary>
/// <remarks>
/// Service discovery gives replicas by turns, and the turns are those of all requests: without this a request would meet a replica that is away several
/// times, and fail, although another one is there. The attempts of a request follow each other.
/// </remarks>
internal sealed class TriedReplicas
{
    // Far more turns than others take in between. Where there is one address only it is tried again then: behind it may be several replicas.
    private const int MaxSkips = 12;

    private static readonly HttpRequestOptionsKey<TriedReplicas> s_key = new("Platform.TriedReplicas");

    private readonly Dictionary<string, HttpRequestException> _failures = new(StringComparer.Ordinal);
    private int _skips;

    private TriedReplicas()
    {
    }

    /// <summary>Gets how often no replica could be reached.</summary>
    public int Attempts { get; private set; }

    /// <summary>Begins a request, for which no replica has been tried.</summary>
    public static TriedReplicas Begin(HttpRequestMessage request)
    {
        var tried = new TriedReplicas();
        request.Options.Set(s_key, tried);
        return tried;
    }

    /// <summary>Finds what <see cref="Begin"/> has made for a request.</summary>
    public static bool TryFind(HttpRequestMessage request, [NotNullWhen(true)] out TriedReplicas? tried) => request.Options.TryGetValue(s_key, out tried);

    /// <summary>Returns whether the turn of a replica is to be passed over, because it could not be reached before.</summary>
    /// <param name="replica">The host and port.</param>
    /// <param name="failure">Why it could not be reached.</param>
    public bool TrySkip(string replica, [NotNullWhen(true)] out HttpRequestException? failure) => _failures.TryGetValue(replica, out failure) && _skips++ < MaxSkips;

    /// <summary>Keeps why a replica could not be reached.</summary>
    public void Add(string replica, HttpRequestException failure)
    {
        _failures[replica] = failure;
        Attempts++;
    }
}
