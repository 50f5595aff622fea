namespace Aspire.Dashboard.ConsoleLogs;

/// <summary>What the resources' processes wrote, as the dashboard reads it. Memory is bounded: old lines are forgotten. Safe to call from any thread.</summary>
public interface IResourceLogs
{
    /// <summary>The lines that are still kept, oldest first.</summary>
    /// <param name="resourceId">Which instance; an unknown one has no lines.</param>
    /// <returns>The lines.</returns>
    IReadOnlyList<ResourceLogLine> GetBacklog(string resourceId);

    /// <summary>The kept lines after a number, then each new one, in order. A reader that is too slow misses lines; the numbers show the gap.</summary>
    /// <param name="resourceId">Which instance; an unknown one is waited for.</param>
    /// <param name="after">The number of the last line that the reader has; 0 for all.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <returns>Batches of lines, never empty, without end.</returns>
    IAsyncEnumerable<IReadOnlyList<ResourceLogLine>> WatchAsync(string resourceId, long after, CancellationToken cancellationToken);
}

/// <summary>One line of a process's output.</summary>
/// <param name="Number">1 for the instance's first line, then one more for each; goes on over restarts.</param>
/// <param name="At">When it was read; null when nobody knows.</param>
/// <param name="Text">The line without its end, escape sequences and all.</param>
/// <param name="IsError">True when it came from the standard error stream.</param>
public sealed record ResourceLogLine(long Number, DateTimeOffset? At, string Text, bool IsError);
