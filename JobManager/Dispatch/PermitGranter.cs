using Microsoft.Extensions.Options;
using Npgsql;
using Platform.JobManager.Database;
using Platform.JobManager.Workers;

namespace Platform.JobManager.Dispatch;

/// <summary>
/// Runs one round of granting permits in the database: stores new requests and the slots that workers report, picks jobs and adds them to the
/// outbox. All replicas take the same lock, so that permits are counted once.
/// </summary>
internal sealed class PermitGranter(
    JobDatabase database, RelayQueue relay, WorkerSlots slots, DeliveryWatermarks watermarks, IOptions<DispatchOptions> options, TimeProvider time)
{
    /// <summary>The time for which a worker's slots count after its last report.</summary>
    public static readonly TimeSpan SlotsValidFor = TimeSpan.FromSeconds(30);

    /// <summary>The pause between two deletions of rows that belong to no queued job any more and that the usual rounds do not see.</summary>
    private static readonly TimeSpan s_cleanUpInterval = TimeSpan.FromSeconds(20);

    /// <summary>The time for which the slots of a silent worker stay stored.</summary>
    private static readonly TimeSpan s_slotsKeptFor = TimeSpan.FromDays(1);

    private long _cleanedUpAt = time.GetTimestamp();

    /// <summary>Runs a round. Not thread-safe.</summary>
    /// <param name="requests">The jobs whose permit requests are new.</param>
    /// <param name="cancellationToken">Cancels the round.</param>
    public async Task<PermitRound> RunAsync(List<DueJob> requests, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        var reported = slots.TakeReported();
        if (reported.Count > 0)
        {
            await PermitStore.StoreSlotsAsync(connection, reported, now, s_slotsKeptFor, cancellationToken);
        }

        var isCleanUp = time.GetElapsedTime(_cleanedUpAt) >= s_cleanUpInterval;
        if (requests.Count == 0 && !isCleanUp && !await PermitStore.AnyWaitingAsync(connection, cancellationToken))
        {
            return new PermitRound(IsAnyGranted: false, IsAnyWaiting: false);
        }

        _cleanedUpAt = isCleanUp ? time.GetTimestamp() : _cleanedUpAt;
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var (queue, grantedAt) in await PermitStore.UpdateAsync(connection, transaction, requests, isCleanUp, cancellationToken))
        {
            // These jobs have been taken, whether this transaction commits or not.
            watermarks.Advance(queue, grantedAt);
        }

        var use = await PermitStore.CountAsync(connection, transaction, SlotsValidFor, cancellationToken);
        var picker = new PermitPicker(options.Value.LimitsFor(use.Slots), use);
        foreach (var request in await PermitStore.FindWaitingAsync(connection, transaction, use.Slots > 0, picker.FullHosts, cancellationToken))
        {
            picker.AddRequest(request);
        }

        var picked = picker.Pick();
        if (picked.Count == 0)
        {
            await transaction.CommitAsync(cancellationToken);
            return new PermitRound(IsAnyGranted: false, picker.IsAnyWaiting);
        }

        await GrantAsync(connection, transaction, picked, now, cancellationToken);
        return new PermitRound(IsAnyGranted: true, IsAnyWaiting: true);
    }

    private async Task GrantAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<Guid> picked, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = await PermitStore.GrantAsync(connection, transaction, picked, now, cancellationToken);
        var (batch, claimedUntil) = relay.NewClaim(now);
        if (due.Count > 0)
        {
            await using var outbox = new NpgsqlBatch(connection, transaction);
            outbox.BatchCommands.Add(DispatchOutbox.InsertCommand(batch, now, claimedUntil, [.. due.Select(job => job.Id)]));
            await outbox.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        relay.EnqueueCommitted(batch, claimedUntil, due);
    }
}

/// <summary>The result of a round.</summary>
/// <param name="IsAnyGranted">True if permits were granted; another round may then grant more.</param>
/// <param name="IsAnyWaiting">True if jobs still wait for a permit.</param>
internal readonly record struct PermitRound(bool IsAnyGranted, bool IsAnyWaiting);
