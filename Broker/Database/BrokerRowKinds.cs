namespace Platform.Broker.Database;

/// <summary>What stored rows are of, as the metric of unreadable ones names it.</summary>
internal static class BrokerRowKinds
{
    public const string Message = "message";
}
