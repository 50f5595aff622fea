using System.Collections.Concurrent;
using Platform.Fuzz.Wire;

namespace Platform.Fuzz.World;

/// <summary>What was made for one request is seldom needed for another: the oldest goes when there are more than a few, so that nobody comes to the end of what he may have.</summary>
internal sealed class Temporary(Calls calls)
{
    private const int Most = 12;
    private static readonly WireHeader s_tus = new("Tus-Resumable", "1.0.0");

    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _made = new(StringComparer.Ordinal);

    /// <param name="caller">Whose it is.</param>
    /// <param name="path">Where it can be deleted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task AddAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        var made = _made.GetOrAdd(caller.Email + ' ' + path.Split('/')[^2], static _ => new ConcurrentQueue<string>());
        made.Enqueue(path);
        if (made.Count > Most && made.TryDequeue(out var oldest))
        {
            await calls.TryAsync("DELETE", oldest, null, caller, cancellationToken, s_tus);
        }
    }
}
