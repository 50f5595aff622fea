using Platform.Broker.Database;
using Platform.Broker.Messages;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.WarmUp;

namespace Platform.Broker.WarmUp;

/// <summary>Opens connections and runs the statements of a message's way once: publish, claim and settle, without a message.</summary>
internal sealed class MessageStatementWarmUp(BrokerDatabase database, PublishWriter publishes, ClaimWriter claims, SettleWriter settlements) : IWarmUpStep
{
    /// <inheritdoc />
    public string Name => "statements";

    /// <inheritdoc />
    public string Dependency => "postgres";

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await database.OpenConnectionsAsync(cancellationToken);
        await database.For(QueryType.Insert).ExecuteAsync(async token => await publishes.RehearseAsync(token), cancellationToken);
        await database.For(QueryType.Update).ExecuteAsync(async token => await claims.RehearseAsync(token), cancellationToken);
        await database.For(QueryType.Update).ExecuteAsync(async token => await settlements.RehearseAsync(token), cancellationToken);
    }
}
