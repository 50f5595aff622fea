using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Aspire.Dashboard.ConsoleLogs;

/// <summary>Console logs in memory, bounded per instance by lines and by characters.</summary>
public sealed class ResourceLogStore : IResourceLogs
{
    /// <summary>A longer line is cut, with a mark.</summary>
    public const int LongestLine = 16 * 1024;

    private readonly ConcurrentDictionary<string, ResourceLogBuffer> _buffers = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly int _maxLines;
    private readonly int _maxCharacters;

    /// <summary>Creates an empty store.</summary>
    /// <param name="time">Stamps the lines.</param>
    /// <param name="maxLines">Lines kept per instance, at least 1.</param>
    /// <param name="maxCharacters">Characters kept per instance, at least 1; the newest line is kept whatever its length.</param>
    public ResourceLogStore(TimeProvider time, int maxLines = 10_000, int maxCharacters = 4 * 1024 * 1024)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLines, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCharacters, 1);
        _time = time;
        _maxLines = maxLines;
        _maxCharacters = maxCharacters;
    }

    /// <summary>Adds a line.</summary>
    /// <param name="resourceId">Whose.</param>
    /// <param name="text">The line without its end.</param>
    /// <param name="isError">True when it came from the standard error stream.</param>
    public void Append(string resourceId, string text, bool isError = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        Buffer(resourceId).Append(_time.GetUtcNow(), text.Length > LongestLine ? text[..LongestLine] + " … (cut)" : text, isError);
    }

    /// <inheritdoc />
    public IReadOnlyList<ResourceLogLine> GetBacklog(string resourceId) =>
        _buffers.TryGetValue(resourceId, out var buffer) ? buffer.After(0, int.MaxValue) : [];

    /// <inheritdoc />
    public async IAsyncEnumerable<IReadOnlyList<ResourceLogLine>> WatchAsync(
        string resourceId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = Buffer(resourceId);
        while (true)
        {
            var next = buffer.Changed;
            while (buffer.After(after, 1_000) is { Count: > 0 } lines)
            {
                yield return lines;
                after = lines[^1].Number;
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private ResourceLogBuffer Buffer(string resourceId) =>
        _buffers.GetOrAdd(resourceId, static (_, store) => new ResourceLogBuffer(store._maxLines, store._maxCharacters), this);
}
