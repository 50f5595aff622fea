namespace Aspire.Dashboard.Telemetry;

/// <summary>How full a store is.</summary>
/// <param name="Kept">Items in memory.</param>
/// <param name="Received">Items taken in since the start.</param>
/// <param name="Forgotten">Items that had to make room for newer ones.</param>
/// <param name="Refused">Items never taken in because their trace was at its limit.</param>
/// <param name="Bytes">Memory, estimated.</param>
internal sealed record StoreStatistics(int Kept, long Received, long Forgotten, long Refused, long Bytes);
