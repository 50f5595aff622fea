using Platform.JobManager.Database;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Dispatch;

/// <summary>
/// Decides when long jobs are published: they wait in the database for a permit, so that one owner's slow media do not occupy every worker.
/// Any replica can continue with what another one has stored.
/// </summary>
internal sealed class PermitScheduler(
    JobDatabase database, PermitQueue queue, RelayQueue relay, PermitGranter granter, TimeProvider time, ILogger<PermitScheduler> logger) : Loop(time, logger)
{
    private const int MaxJobsPerRound = 4000;

    /// <summary>The longest pause between two rounds: jobs and slots that other replicas have seen do not wake this one.</summary>
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly List<DueBatch> _batches = [];

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            queue.BeginRound();
            Take();
            List<DueJob> requests = [.. _batches.SelectMany(batch => batch.AwaitingPermit)];
            var round = await database.For(QueryType.Update).ExecuteAsync(async token => await granter.RunAsync(requests, token), cancellationToken);
            queue.EndRound(round.IsAnyWaiting);
            ConfirmStored();
            if (!round.IsAnyGranted && !queue.Due.TryPeek(out _))
            {
                await Task.WhenAny(queue.Woken, Task.Delay(s_interval, Time, cancellationToken));
            }
        }
    }

    private void Take()
    {
        // Batches of a failed round are still in the list. Those whose claim has expired meanwhile come again from the outbox.
        var now = Time.GetUtcNow();
        _batches.RemoveAll(batch => batch.ClaimedUntil <= now);
        var jobs = _batches.Sum(batch => batch.AwaitingPermit.Count);
        while (jobs < MaxJobsPerRound && queue.Due.TryRead(out var batch))
        {
            if (batch.ClaimedUntil > now)
            {
                jobs += batch.AwaitingPermit.Count;
                _batches.Add(batch);
            }
        }
    }

    private void ConfirmStored()
    {
        foreach (var batch in _batches)
        {
            if (batch.Confirm())
            {
                relay.MarkPublished(batch);
            }
        }

        _batches.Clear();
    }
}
