using Google.Protobuf.WellKnownTypes;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.JobManager.Outcomes;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Jobs;

/// <summary>Reads jobs, their logs, attempts and webhook deliveries. With an owner given, jobs of other owners do not exist.</summary>
internal sealed class JobReader(JobDatabase database, SearchGate gate, UnreadableRows unreadable)
{
    /// <summary>The maximum number of jobs whose progress is read together.</summary>
    public const int MaxCounted = 10_000;

    private static readonly string s_owned = JobSql.Files.Read<JobReader>("owned");
    private static readonly string s_read = $"SELECT {JobColumns.All} {s_owned}";
    private static readonly string s_exists = $"SELECT 1 {s_owned}";
    private static readonly string s_readLog = JobSql.Files.Read<JobReader>("read-log");
    private static readonly string s_readAttempts = JobSql.Files.Read<JobReader>("read-attempts");
    private static readonly string s_readDeliveries = JobSql.Files.Read<JobReader>("read-deliveries");

    /// <summary>Reads a job; null if it does not exist.</summary>
    public async Task<Job?> GetAsync(Guid id, Guid? owner, CancellationToken cancellationToken) => ReportIfUnreadable(await database.For(QueryType.Select).ExecuteAsync(
        async token =>
        {
            await using var command = database.Query.CreateCommand(s_read);
            command.Parameters.With(id).WithNullable(owner, NpgsqlDbType.Uuid);
            await using var reader = await command.ExecuteReaderAsync(token);
            return await reader.ReadAsync(token) ? JobColumns.Read(reader) : null;
        },
        cancellationToken));

    /// <summary>Searches for jobs, newest first.</summary>
    /// <exception cref="InputException">The filter is invalid, the search takes too long, or too many searches are running.</exception>
    public async Task<SearchJobsReply> SearchAsync(JobFilter filter, int limit, Guid? before, bool withVocabulary, CancellationToken cancellationToken)
    {
        JobFilterSql.Check(filter);
        var jobs = await gate.RunAsync(
            filter.OwnerId.ToGuidOrNull("filter.owner_id") ?? Guid.Empty,
            async token => await SearchCoreAsync(filter, limit, before, withVocabulary, token),
            cancellationToken);
        var more = jobs.Count > limit;
        if (more)
        {
            jobs.RemoveAt(limit);
        }

        jobs.ForEach(job => ReportIfUnreadable(job));
        var page = new SearchJobsReply { Jobs = { jobs } };
        if (more)
        {
            page.Next = jobs[^1].Id;
        }

        return page;
    }

    /// <summary>Reads how far the jobs that match are together, at most the newest <see cref="MaxCounted"/>.</summary>
    /// <exception cref="InputException">The filter is invalid, the search takes too long, or too many searches are running.</exception>
    public async Task<GetProgressReply> ProgressAsync(JobFilter filter, CancellationToken cancellationToken)
    {
        JobFilterSql.Check(filter);
        return await gate.RunAsync(
            filter.OwnerId.ToGuidOrNull("filter.owner_id") ?? Guid.Empty,
            async token =>
            {
                await using var connection = await database.Search.OpenConnectionAsync(token);
                await using var command = new JobFilterSql(filter, before: null).Progress(connection, MaxCounted);
                await using var reader = await command.ExecuteReaderAsync(token);
                await reader.ReadAsync(token);
                return new GetProgressReply { Total = reader.GetInt32(0), Ended = reader.GetInt32(1), Failed = reader.GetInt32(2), Percent = reader.GetDouble(3) };
            },
            cancellationToken);
    }

    /// <summary>Reads log lines with a sequence number above <paramref name="after"/>, oldest first; null if the job does not exist.</summary>
    public Task<GetJobLogReply?> LogAsync(Guid id, Guid? owner, long after, int limit, CancellationToken cancellationToken) => WhenExistsAsync(
        id,
        owner,
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(s_readLog, connection);
            command.Parameters.With(id).With(after).With(limit);
            var log = new GetJobLogReply();
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
            {
                log.Lines.Add(new StoredLogLine
                {
                    Sequence = reader.GetInt64(0),
                    Attempt = reader.GetInt32(1),
                    Time = reader.Time(2).ToTimestamp(),
                    Level = reader.GetString(3),
                    Message = reader.GetString(4),
                });
            }

            if (log.Lines.Count == limit)
            {
                log.Next = log.Lines[^1].Sequence;
            }

            return log;
        },
        cancellationToken);

    /// <summary>Reads the attempts of a job, oldest first; null if the job does not exist. The current or last attempt comes from the job's own row.</summary>
    public Task<GetJobAttemptsReply?> AttemptsAsync(Guid id, Guid? owner, CancellationToken cancellationToken) => WhenExistsAsync(
        id,
        owner,
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(s_readAttempts, connection);
            command.Parameters.With(id);
            var attempts = new GetJobAttemptsReply();
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
            {
                var isReadable = StoredJson.TryReadError(reader.TextOrNull(5), out var error);
                if (!isReadable)
                {
                    unreadable.Note(JobRowKinds.Attempt, $"{id} {reader.GetInt32(0)}");
                }

                var state = (JobState?)reader.ShortOrNull(6);
                var attempt = new StoredAttempt
                {
                    Attempt = reader.GetInt32(0),
                    StartedAt = reader.TimeOrNull(2)?.ToTimestamp(),
                    FinishedAt = reader.TimeOrNull(3)?.ToTimestamp(),
                    Error = state is null or JobState.Failed ? JobColumns.ToMessage(error) : null,
                    IsUnreadable = !isReadable,
                };
                if (reader.TextOrNull(1) is { } worker)
                {
                    attempt.WorkerId = worker;
                }

                if ((state is null ? reader.GetString(4) : OutcomeNames.Of(state.Value, error)) is { } end)
                {
                    attempt.Outcome = end;
                }

                attempts.Attempts.Add(attempt);
            }

            return attempts;
        },
        cancellationToken);

    /// <summary>Reads the webhook deliveries of a job, oldest first; null if the job does not exist.</summary>
    public Task<GetWebhookDeliveriesReply?> DeliveriesAsync(Guid id, Guid? owner, CancellationToken cancellationToken) => WhenExistsAsync(
        id,
        owner,
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(s_readDeliveries, connection);
            command.Parameters.With(id);
            var deliveries = new GetWebhookDeliveriesReply();
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
            {
                var delivery = new StoredDelivery
                {
                    Id = reader.GetGuid(0).ToBytes(),
                    Event = reader.GetString(1),
                    Attempt = reader.GetInt32(2),
                    At = reader.Time(3).ToTimestamp(),
                    DurationMs = reader.GetDouble(6),
                    NextAttemptAt = reader.TimeOrNull(7)?.ToTimestamp(),
                };
                if (reader.IntOrNull(4) is { } status)
                {
                    delivery.StatusCode = status;
                }

                if (reader.TextOrNull(5) is { } error)
                {
                    delivery.Error = error;
                }

                deliveries.Deliveries.Add(delivery);
            }

            return deliveries;
        },
        cancellationToken);

    private async Task<List<Job>> SearchCoreAsync(JobFilter filter, int limit, Guid? before, bool withVocabulary, CancellationToken cancellationToken)
    {
        await using var connection = await database.Search.OpenConnectionAsync(cancellationToken);
        await using var command = new JobFilterSql(filter, before).Page(connection, JobColumns.All, limit + 1);
        var jobs = new List<Job>(limit + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var job = JobColumns.Read(reader);
            if (!withVocabulary)
            {
                job.InputJson = Vocabularies.Without(job.InputJson);
            }

            jobs.Add(job);
        }

        return jobs;
    }

    private Job? ReportIfUnreadable(Job? job)
    {
        if (job?.IsUnreadable == true)
        {
            unreadable.Note(JobRowKinds.Job, job.Id.ToGuid());
        }

        return job;
    }

    private Task<T?> WhenExistsAsync<T>(
        Guid id, Guid? owner, Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        where T : class => database.For(QueryType.Select).ExecuteAsync(
        async token =>
        {
            await using var connection = await database.Query.OpenConnectionAsync(token);
            await using var exists = new NpgsqlCommand(s_exists, connection);
            exists.Parameters.With(id).WithNullable(owner, NpgsqlDbType.Uuid);
            return await exists.ExecuteScalarAsync(token) is null ? null : await read(connection, token);
        },
        cancellationToken).AsTask();
}
