using Microsoft.Extensions.Options;
using Platform.JobManager.Database;
using Platform.JobManager.Hosting;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Dispatch;

/// <summary>The net under the relay: publishes batches again that no replica got confirmed in time.</summary>
internal sealed class OutboxReclaimer(
    JobDatabase database,
    RabbitMqConnection rabbit,
    RelayQueue queue,
    IOptions<DispatchOptions> options,
    TimeProvider time,
    ILogger<OutboxReclaimer> logger) : PeriodicLoop(time, logger)
{
    private const int AtOnce = 500;

    protected override TimeSpan Interval => options.Value.ReclaimInterval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        if (!rabbit.IsOpen)
        {
            return false;
        }

        DateTimeOffset now = Time.GetUtcNow();
        List<DueBatch> batches = await database.For(QueryType.Update).ExecuteAsync(
            async token => await DispatchOutbox.ClaimAsync(database.Hot, now, now + options.Value.Claim, AtOnce, token), cancellationToken);
        foreach (DueBatch batch in batches)
        {
            await queue.ReclaimedAsync(batch, cancellationToken);
        }

        if (batches.Count > 0)
        {
            RelayLog.Reclaimed(Logger, batches.Sum(batch => batch.Jobs.Count), batches.Count);
        }

        return batches.Count == AtOnce;
    }
}
