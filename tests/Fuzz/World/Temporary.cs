using System.Collections.Concurrent;
using Platform.Fuzz.Wire;

namespace Platform.Fuzz.World;

/// <summary>Deletes the oldest objects that were created for single requests when there are more than a few, so that no quota is exhausted.</summary>
internal sealed class Temporary(Calls calls)
{
    private const int MaxKept = 12;
    private static readonly WireHeader s_tus = new("Tus-Resumable", "1.0.0");

    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _made = new(StringComparer.Ordinal);

    /// <param name="caller">The owner of the object.</param>
    /// <param name="path">The path at which it can be deleted.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task AddAsync(FuzzAccount caller, string path, CancellationToken cancellationToken)
    {
        var made = _made.GetOrAdd(caller.Email + ' ' + path.Split('/')[^2], static _ => new ConcurrentQueue<string>());
        made.Enqueue(path);
        if (made.Count > MaxKept && made.TryDequeue(out var oldest))
        {
            await calls.TryAsync("DELETE", oldest, null, caller, cancellationToken, s_tus);
        }
    }
}
