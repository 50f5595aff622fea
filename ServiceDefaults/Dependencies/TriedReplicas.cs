using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Platform.ServiceDefaults.Dependencies;

/// <summary>Knows which replicas could not be reached for a request, so that its next attempt comes to another one.</summary>
/// <remarks>
/// Service discovery gives replicas by turns, and the turns are those of all requests: without this a request would meet a replica that is away several
/// times, and fail, although another one is there.
/// </remarks>
internal sealed class TriedReplicas
{
    private static readonly HttpRequestOptionsKey<TriedReplicas> s_key = new("Platform.TriedReplicas");

    private readonly ConcurrentDictionary<string, HttpRequestException> _failures = new(StringComparer.Ordinal);

    private TriedReplicas()
    {
    }

    /// <summary>Gets how many replicas could not be reached.</summary>
    public int Count => _failures.Count;

    /// <summary>Begins a request, for which no replica has been tried.</summary>
    public static TriedReplicas Begin(HttpRequestMessage request)
    {
        var tried = new TriedReplicas();
        request.Options.Set(s_key, tried);
        return tried;
    }

    /// <summary>Finds what <see cref="Begin"/> has made for a request.</summary>
    public static bool TryFind(HttpRequestMessage request, [NotNullWhen(true)] out TriedReplicas? tried) => request.Options.TryGetValue(s_key, out tried);

    /// <summary>Finds why a replica could not be reached before.</summary>
    public bool TryGetFailure(string replica, [NotNullWhen(true)] out HttpRequestException? failure) => _failures.TryGetValue(replica, out failure);

    /// <summary>Keeps why a replica could not be reached.</summary>
    public void Add(string replica, HttpRequestException failure) => _failures.TryAdd(replica, failure);
}
