using Microsoft.Extensions.Options;
using Npgsql;
using Platform.JobManager.Database;
using Platform.JobManager.Workers;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Dispatch;

/// <summary>
/// Gives jobs of long kinds their turn at the broker: whose it is depends on what each owner has running, so that slow media of one do not
/// take all places for captions. What waits stands in the database; any replica goes on with it.
/// </summary>
internal sealed class TurnGiver(
    JobDatabase database,
    TurnQueue turns,
    RelayQueue relay,
    WorkerPlaces places,
    LostJobMarks marks,
    IOptions<DispatchOptions> options,
    TimeProvider time,
    ILogger<TurnGiver> logger) : Loop(time, logger)
{
    private const int MaxJobsAtOnce = 4000;

    /// <summary>Another replica's jobs, and places that it saw change, are looked at after this at the latest.</summary>
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>Rows of jobs that were cancelled as they waited, or that were taken while nobody waited, are removed once in this time.</summary>
    private static readonly TimeSpan s_tidyInterval = TimeSpan.FromSeconds(20);

    /// <summary>For so long after its last word the places of a worker count.</summary>
    private static readonly TimeSpan s_placesCount = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_placesKept = TimeSpan.FromDays(1);

    private readonly List<DueBatch> _batches = [];
    private long _tidiedAt = time.GetTimestamp();

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            turns.Look();
            Take();
            bool more = await database.For(QueryType.Update).ExecuteAsync(async token => await RoundAsync(token), cancellationToken);
            Settle();
            if (!more)
            {
                await Task.WhenAny(turns.Woken, Task.Delay(s_interval, Time, cancellationToken));
            }
        }
    }

    private void Take()
    {
        // Those of a round that failed are still here; a claim that ran out meanwhile is another replica's by now.
        DateTimeOffset now = Time.GetUtcNow();
        _batches.RemoveAll(batch => batch.ClaimedUntil <= now);
        int jobs = _batches.Sum(batch => batch.NeedTurn.Count);
        while (jobs < MaxJobsAtOnce && turns.Due.TryRead(out DueBatch? batch))
        {
            if (batch.ClaimedUntil > now)
            {
                jobs += batch.NeedTurn.Count;
                _batches.Add(batch);
            }
        }
    }

    private void Settle()
    {
        foreach (DueBatch batch in _batches)
        {
            if (batch.Confirmed())
            {
                relay.Settled(batch);
            }
        }

        _batches.Clear();
    }

    /// <returns>Whether there is more to do at once.</returns>
    private async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = Time.GetUtcNow();
        await using NpgsqlConnection connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        List<(string Worker, int Places)> told = places.Take();
        if (told.Count > 0)
        {
            await TurnStore.TellAsync(connection, told, now, s_placesKept, cancellationToken);
        }

        bool isTidying = Time.GetElapsedTime(_tidiedAt) >= s_tidyInterval;
        if (_batches.Count == 0 && !isTidying && !await TurnStore.AnyWaitingAsync(connection, cancellationToken))
        {
            turns.Looked(somebodyWaits: false);
            return false;
        }

        _tidiedAt = isTidying ? Time.GetTimestamp() : _tidiedAt;
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach ((string queue, DateTimeOffset givenAt) in await TurnStore.EnterAsync(
            connection, transaction, [.. _batches.SelectMany(batch => batch.NeedTurn)], isTidying, cancellationToken))
        {
            // Whether this commits or not: it has been taken.
            marks.Moved(queue, givenAt);
        }

        TurnPicker picker = await TurnStore.ReadAsync(connection, transaction, s_placesCount, options.Value.LongPerOwner, cancellationToken);
        List<Guid> picked = picker.Pick();
        if (picked.Count == 0)
        {
            await transaction.CommitAsync(cancellationToken);
            turns.Looked(picker.SomebodyWaits);
            return turns.Due.TryPeek(out _);
        }

        List<DueJob> due = await TurnStore.GiveAsync(connection, transaction, picked, now, cancellationToken);
        (Guid batch, DateTimeOffset claimedUntil) = relay.NewClaim(now);
        if (due.Count > 0)
        {
            await using var outbox = new NpgsqlBatch(connection, transaction);
            outbox.BatchCommands.Add(DispatchOutbox.InsertCommand(batch, now, claimedUntil, [.. due.Select(job => job.Id)]));
            await outbox.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        relay.Committed(batch, claimedUntil, due);
        turns.Looked(somebodyWaits: true);
        return true;
    }
}
