namespace Aspire.Dashboard.Resources;

/// <summary>All resources, as the dashboard reads them. Safe to call from any thread.</summary>
public interface IResourceCatalog
{
    /// <summary>The newest snapshot of every instance, in the order in which they are shown.</summary>
    IReadOnlyList<ResourceSnapshot> Current { get; }

    /// <summary>First every instance once, then each one that changed. A slow reader is given the newest snapshot and never the ones between.</summary>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <returns>Snapshots, without end.</returns>
    IAsyncEnumerable<ResourceSnapshot> WatchAsync(CancellationToken cancellationToken);
}
