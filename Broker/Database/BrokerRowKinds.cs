namespace Platform.Broker.Database;

/// <summary>The values of the label <c>of</c> in the metric <c>unreadable_rows_total</c>.</summary>
internal static class BrokerRowKinds
{
    public const string Message = "message";
}
