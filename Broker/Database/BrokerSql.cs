using Platform.Broker.States;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Database;

namespace Platform.Broker.Database;

/// <summary>Provides the SQL statements of the service.</summary>
internal static class BrokerSql
{
    /// <summary>The statements, which may name phases, actions and locks.</summary>
    public static SqlFiles Files { get; } = new(typeof(BrokerSql).Assembly, typeof(Phase), typeof(SettleAction), typeof(BrokerLock));
}
