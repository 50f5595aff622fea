using Platform.Broker.States;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Database;

namespace Platform.Broker.Database;

/// <summary>The service's statements.</summary>
internal static class BrokerSql
{
    public static SqlFiles Files { get; } = new(typeof(BrokerSql).Assembly, typeof(Phase), typeof(SettleAction), typeof(BrokerLock));
}
