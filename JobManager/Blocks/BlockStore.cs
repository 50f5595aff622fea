using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Contracts.Messaging;
using Platform.JobManager.Database;
using Platform.JobManager.Kinds;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Blocks;

/// <summary>The table <c>jobs.blocks</c>. It has few rows: those of the recordings that are recognised by several workers now.</summary>
internal static class BlockStore
{
    private const int MaxExpired = 200;
    private const int MaxWaitingPerJob = 8;

    private static readonly string s_offer = JobSql.Files.Read(typeof(BlockStore), "offer");
    private static readonly string s_takeBack = JobSql.Files.Read(typeof(BlockStore), "take-back");
    private static readonly string s_start = JobSql.Files.Read(typeof(BlockStore), "start");
    private static readonly string s_extend = JobSql.Files.Read(typeof(BlockStore), "extend");
    private static readonly string s_lockEnded = JobSql.Files.Read(typeof(BlockStore), "lock-ended");
    private static readonly string s_lockExpired = JobSql.Files.Read(typeof(BlockStore), "lock-expired");
    private static readonly string s_end = JobSql.Files.Read(typeof(BlockStore), "end");
    private static readonly string s_states = JobSql.Files.Read(typeof(BlockStore), "states");
    private static readonly string s_decline = JobSql.Files.Read(typeof(BlockStore), "decline");
    private static readonly string s_countSlots = JobSql.Files.Read(typeof(BlockStore), "count-slots");
    private static readonly string s_any = JobSql.Files.Read(typeof(BlockStore), "any");
    private static readonly string s_anyJobWaiting = JobSql.Files.Read(typeof(BlockStore), "any-job-waiting");
    private static readonly string s_count = JobSql.Files.Read(typeof(BlockStore), "count");
    private static readonly string s_findWaiting = JobSql.Files.Read(typeof(BlockStore), "find-waiting");
    private static readonly string s_publish = JobSql.Files.Read(typeof(BlockStore), "publish");
    private static readonly string s_deleteEnded = JobSql.Files.Read(typeof(BlockStore), "delete-ended");

    /// <summary>Returns true if there is any block.</summary>
    public static async Task<bool> AnyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var any = new NpgsqlCommand(s_any, connection);
        return (bool)(await any.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Returns true if a job that was queued after a time waits for a permit.</summary>
    public static async Task<bool> AnyJobWaitingAsync(NpgsqlConnection connection, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var any = new NpgsqlCommand(s_anyJobWaiting, connection);
        any.Parameters.With(since);
        return (bool)(await any.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// Stores the blocks that coordinators offer, and deletes those that they do not offer any more. Offers of attempts that are not the current one are
    /// ignored.
    /// </summary>
    public static async Task OfferAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<(string Worker, BlockOffer Offer)> offers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (offers.Count == 0)
        {
            return;
        }

        var blocks = offers.SelectMany(offer => offer.Offer.Blocks, (offer, number) => (offer.Worker, offer.Offer, Number: number)).ToList();
        await using var batch = new NpgsqlBatch(connection, transaction);
        var takeBack = new NpgsqlBatchCommand(s_takeBack);
        takeBack.Parameters
            .With<Guid[]>([.. offers.Select(offer => offer.Offer.JobId)])
            .With<int[]>([.. offers.Select(offer => offer.Offer.Attempt)])
            .With<string[]>([.. offers.Select(offer => offer.Worker)])
            .With<Guid[]>([.. blocks.Select(block => block.Offer.JobId)])
            .With<int[]>([.. blocks.Select(block => block.Number)]);
        batch.BatchCommands.Add(takeBack);
        if (blocks.Count > 0)
        {
            var offered = new NpgsqlBatchCommand(s_offer);
            offered.Parameters
                .With<Guid[]>([.. blocks.Select(block => block.Offer.JobId)])
                .With<int[]>([.. blocks.Select(block => block.Offer.Attempt)])
                .With<string[]>([.. blocks.Select(block => block.Worker)])
                .With<int[]>([.. blocks.Select(block => block.Number)])
                .With<Guid[]>([.. blocks.Select(_ => Guid.CreateVersion7(now))])
                .With(now);
            batch.BatchCommands.Add(offered);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Grants the leases of published blocks to the workers that have taken them, unless a long job uses their processors; such blocks are published
    /// again.
    /// </summary>
    /// <returns>The granted ones.</returns>
    public static async Task<HashSet<(AttemptRef, string)>> StartAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<HeldBlock> started, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var start = new NpgsqlCommand(s_start, connection, transaction);
        With(start.Parameters, started).With(until).With(JobKindTable.ShortKinds, NpgsqlDbType.Array | NpgsqlDbType.Text);
        var granted = await ReadHeldAsync(start, cancellationToken);
        var declined = started.Where(block => !granted.Contains((block.Block, block.Worker))).ToList();
        if (declined.Count > 0)
        {
            await using var decline = new NpgsqlCommand(s_decline, connection, transaction);
            decline.Parameters
                .With<Guid[]>([.. declined.Select(block => block.Block.JobId)])
                .With<int[]>([.. declined.Select(block => block.Block.Attempt)]);
            await decline.ExecuteNonQueryAsync(cancellationToken);
        }

        return granted;
    }

    /// <summary>Extends the leases of running blocks.</summary>
    /// <returns>The extended ones.</returns>
    public static async Task<HashSet<(AttemptRef, string)>> ExtendAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<HeldBlock> held, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var extend = new NpgsqlCommand(s_extend, connection, transaction);
        With(extend.Parameters, held).With(until);
        return await ReadHeldAsync(extend, cancellationToken);
    }

    /// <summary>Locks the blocks of workers that have reported their end and still hold them.</summary>
    public static async Task<List<LockedBlock>> LockEndedAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<HeldBlock> ended, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(s_lockEnded, connection, transaction);
        With(command.Parameters, ended);
        var locked = new List<LockedBlock>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            locked.Add(new LockedBlock(
                reader.GetGuid(0),
                reader.GetGuid(1),
                reader.GetInt32(2),
                BlockStage.Running,
                new HeldBlock(reader.GetString(4), new AttemptRef(reader.GetGuid(0), reader.GetInt32(3)))));
        }

        return locked;
    }

    /// <summary>Locks the blocks whose time has run out.</summary>
    /// <param name="connection">A connection with pinned query plans.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="now">The current time.</param>
    /// <param name="doLeasesCount">False while heartbeats may not have been received.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static async Task<List<LockedBlock>> LockExpiredAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, DateTimeOffset now, bool doLeasesCount, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(s_lockExpired, connection, transaction);
        command.Parameters.With(now).With(doLeasesCount).With(MaxExpired);
        var locked = new List<LockedBlock>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            locked.Add(new LockedBlock(reader.GetGuid(0), reader.GetGuid(1), reader.GetInt32(2), (BlockStage)reader.GetInt16(3)));
        }

        return locked;
    }

    /// <summary>Writes the next stages of locked blocks.</summary>
    public static async Task EndAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<(Guid Id, BlockEnd End)> ends, CancellationToken cancellationToken)
    {
        if (ends.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(s_end, connection, transaction);
        command.Parameters
            .With<Guid[]>([.. ends.Select(end => end.Id)])
            .With<short[]>([.. ends.Select(end => (short)end.End.Stage)])
            .With<int[]>([.. ends.Select(end => end.End.Failures)]);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Adds the stages of the blocks of <see cref="BlockAnswers.Jobs"/> to the answers, with the number of slots that could help.</summary>
    public static async Task AddStagesAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, BlockAnswers answers, TimeSpan slotsValidFor, CancellationToken cancellationToken)
    {
        if (answers.Jobs.Count == 0)
        {
            return;
        }

        var stages = await ReadStagesAsync(connection, transaction, [.. answers.Jobs], cancellationToken);
        var slots = await CountSlotsAsync(connection, transaction, slotsValidFor, cancellationToken);
        foreach (var (id, job) in stages)
        {
            answers.Report(job.Worker, new BlockStates(id, job.Attempt, answers.SequenceOf(id, job.Attempt, job.Worker), slots, job.Blocks));
        }
    }

    /// <summary>Counts the slots of workers whose processors no long job uses. A coordinator's own are used by its job.</summary>
    public static async Task<int> CountSlotsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, TimeSpan slotsValidFor, CancellationToken cancellationToken)
    {
        await using var count = new NpgsqlCommand(s_countSlots, connection, transaction);
        count.Parameters.With(slotsValidFor, NpgsqlDbType.Interval).With(JobKindTable.ShortKinds, NpgsqlDbType.Array | NpgsqlDbType.Text);
        return (int)(await count.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Counts blocks by owner and stage.</summary>
    public static async Task<List<(Guid Owner, BlockStage Stage, int Blocks)>> CountAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var count = new NpgsqlCommand(s_count, connection, transaction);
        var counts = new List<(Guid, BlockStage, int)>();
        await using var reader = await count.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            counts.Add((reader.GetGuid(0), (BlockStage)reader.GetInt16(1), reader.GetInt32(2)));
        }

        return counts;
    }

    /// <summary>Finds waiting blocks, in the order in which those of an owner are to be published.</summary>
    public static async Task<List<(Guid Block, Guid Owner)>> FindWaitingAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand(s_findWaiting, connection, transaction);
        find.Parameters.With(MaxWaitingPerJob);
        var waiting = new List<(Guid, Guid)>();
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            waiting.Add((reader.GetGuid(0), reader.GetGuid(1)));
        }

        return waiting;
    }

    /// <summary>Marks waiting blocks as published.</summary>
    /// <returns>What is to be published, in the given order.</returns>
    public static async Task<List<JobAssignment>> PublishAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<Guid> blocks, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var publish = new NpgsqlCommand(s_publish, connection, transaction);
        publish.Parameters.With(blocks, NpgsqlDbType.Array | NpgsqlDbType.Uuid).With(until);
        var published = new Dictionary<Guid, JobAssignment>(blocks.Count);
        await using var reader = await publish.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var input = new BlockInput(reader.GetGuid(2), reader.GetInt32(3));
            published.Add(reader.GetGuid(0), new JobAssignment(
                reader.GetGuid(0),
                reader.GetInt32(1),
                reader.GetGuid(4),
                BlockReport.Kind,
                JsonSerializer.SerializeToElement(input, ContractsJson.Default.BlockInput),
                Checkpoint: null,
                TimeoutSeconds: null,
                now,
                reader.TextOrNull(5),
                reader.TextOrNull(6)));
        }

        return [.. blocks.Where(published.ContainsKey).Select(id => published[id])];
    }

    /// <summary>Deletes the blocks of jobs that have ended.</summary>
    /// <returns>Those that a worker runs.</returns>
    public static async Task<List<HeldBlock>> DeleteEndedAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var delete = new NpgsqlCommand(s_deleteEnded, connection, transaction);
        var running = new List<HeldBlock>();
        await using var reader = await delete.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.TextOrNull(2) is { } worker)
            {
                running.Add(new HeldBlock(worker, new AttemptRef(reader.GetGuid(0), reader.GetInt32(1))));
            }
        }

        return running;
    }

    private static async Task<Dictionary<Guid, (int Attempt, string Worker, List<BlockState> Blocks)>> ReadStagesAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid[] jobs, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(s_states, connection, transaction);
        command.Parameters.With(jobs);
        var stages = new Dictionary<Guid, (int Attempt, string Worker, List<BlockState> Blocks)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0);
            if (!stages.TryGetValue(id, out var job))
            {
                stages.Add(id, job = (reader.GetInt32(1), reader.GetString(2), []));
            }

            if (reader.IntOrNull(3) is { } number)
            {
                job.Blocks.Add(new BlockState(number, (BlockStage)reader.GetInt16(4)));
            }
        }

        return stages;
    }

    private static async Task<HashSet<(AttemptRef, string)>> ReadHeldAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var held = new HashSet<(AttemptRef, string)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            held.Add((new AttemptRef(reader.GetGuid(0), reader.GetInt32(1)), reader.GetString(2)));
        }

        return held;
    }

    private static NpgsqlParameterCollection With(NpgsqlParameterCollection parameters, IReadOnlyList<HeldBlock> blocks) => parameters
        .With<Guid[]>([.. blocks.Select(block => block.Block.JobId)])
        .With<int[]>([.. blocks.Select(block => block.Block.Attempt)])
        .With<string[]>([.. blocks.Select(block => block.Worker)]);
}

/// <summary>A block that a worker runs, or says to run.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Block">The block and its attempt.</param>
internal readonly record struct HeldBlock(string Worker, AttemptRef Block);

/// <summary>A block whose next stage is to be determined.</summary>
/// <param name="Id">The block.</param>
/// <param name="JobId">Its job.</param>
/// <param name="Failures">The number of attempts that failed or lost their worker.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Held">The block as the worker that ran it has reported it; empty for a block whose time has run out.</param>
internal readonly record struct LockedBlock(Guid Id, Guid JobId, int Failures, BlockStage Stage, HeldBlock Held = default);
