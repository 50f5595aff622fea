using Platform.Operations.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.Operations.Deployments;

/// <summary>
/// Decides how deployments went when it is time, and counts them for the metrics. Runs in every replica: what one has decided the next leaves alone.
/// </summary>
internal sealed class DeploymentWatcher(OperationsDatabase database, DeploymentMetrics metrics, TimeProvider time, ILogger<DeploymentWatcher> logger) : PeriodicLoop(time, logger)
{
    // Alerts of the last moment of a watch arrive a little later.
    private static readonly TimeSpan s_grace = TimeSpan.FromMinutes(2);

    private static readonly string s_decide = OperationsSql.Files.Read<DeploymentWatcher>("decide");
    private static readonly string s_count = OperationsSql.Files.Read<DeploymentWatcher>("count");

    protected override TimeSpan Interval => TimeSpan.FromSeconds(10);

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        await database.For(QueryType.Update).ExecuteAsync(
            async token => await ServiceDatabase.RowsAsync(
                database.Query, s_decide, parameters => parameters.With(now).With(now - DeploymentRules.Watch - s_grace), static reader => reader.GetInt64(0), token),
            cancellationToken);
        var counts = await database.ListAsync(
            s_count,
            parameters => parameters.With(now - DeploymentStore.Recent),
            static reader => (IReadOnlyList<long>)[reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)],
            cancellationToken);
        metrics.Store(counts[0]);
        return false;
    }
}
