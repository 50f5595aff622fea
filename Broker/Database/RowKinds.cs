namespace Platform.Broker.Database;

/// <summary>What stored rows are of, as the metric of unreadable ones names it.</summary>
internal static class RowKinds
{
    public const string Message = "message";
}
