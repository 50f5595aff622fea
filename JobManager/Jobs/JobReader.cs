using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.JobManager.Outcomes;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Jobs;

/// <summary>Everything that is read of jobs. An owner given and not the job's means that there is no such job.</summary>
internal sealed class JobReader(JobDatabase database, SearchGate gate, UnreadableRows unreadable)
{
    private static readonly string s_owned = JobSql.Files.Read<JobReader>("owned");
    private static readonly string s_read = $"SELECT {JobRecords.Columns} {s_owned}";
    private static readonly string s_exists = $"SELECT 1 {s_owned}";
    private static readonly string s_readLog = JobSql.Files.Read<JobReader>("read-log");
    private static readonly string s_readAttempts = JobSql.Files.Read<JobReader>("read-attempts");
    private static readonly string s_readDeliveries = JobSql.Files.Read<JobReader>("read-deliveries");

    public async Task<JobRecord?> GetAsync(Guid id, Guid? owner, CancellationToken cancellationToken) => Noted(await database.For(QueryType.Select).ExecuteAsync(
        async token =>
        {
            await using NpgsqlCommand command = database.Query.CreateCommand(s_read);
            command.Parameters.With(id).WithNullable(owner, NpgsqlDbType.Uuid);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
            return await reader.ReadAsync(token) ? JobRecords.Read(reader) : null;
        },
        cancellationToken));

    /// <exception cref="InputException">The filter is none that can be looked for, or takes too long to; or too many searches run.</exception>
    public async Task<JobSearchResult> SearchAsync(JobSearch search, CancellationToken cancellationToken)
    {
        JobFilterSql.Check(search.Filter);
        List<JobRecord> jobs = await gate.RunAsync(
            search.Filter.OwnerId ?? Guid.Empty, async token => await SearchCoreAsync(search, token), cancellationToken);
        bool more = jobs.Count > search.Limit;
        if (more)
        {
            jobs.RemoveAt(search.Limit);
        }

        jobs.ForEach(job => Noted(job));
        return new JobSearchResult(jobs, more ? jobs[^1].Id : null);
    }

    public Task<JobLogPage?> LogAsync(Guid id, Guid? owner, long after, int limit, CancellationToken cancellationToken) => WhenExistsAsync(
        id,
        owner,
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(s_readLog, connection);
            command.Parameters.With(id).With(after).With(limit);
            var lines = new List<JobLogEntry>();
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
            {
                lines.Add(new JobLogEntry(reader.GetInt64(0), reader.GetInt32(1), reader.Time(2), reader.GetString(3), reader.GetString(4)));
            }

            return new JobLogPage(lines, lines.Count == limit ? lines[^1].Sequence : null);
        },
        cancellationToken);

    /// <summary>Past attempts and, from the job's own row, the current or last one; oldest first.</summary>
    public Task<IReadOnlyList<JobAttempt>?> AttemptsAsync(Guid id, Guid? owner, CancellationToken cancellationToken) => WhenExistsAsync<IReadOnlyList<JobAttempt>>(
        id,
        owner,
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(s_readAttempts, connection);
            command.Parameters.With(id);
            var attempts = new List<JobAttempt>();
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
            {
                bool isReadable = StoredJson.TryReadError(reader.TextOrNull(5), out JobError? error);
                if (!isReadable)
                {
                    unreadable.Note(JobRowKinds.Attempt, $"{id} {reader.GetInt32(0)}");
                }

                var state = (JobState?)reader.ShortOrNull(6);
                attempts.Add(new JobAttempt(
                    reader.GetInt32(0),
                    reader.TextOrNull(1),
                    reader.TimeOrNull(2),
                    reader.TimeOrNull(3),
                    state is null ? reader.GetString(4) : OutcomeNames.Of(state.Value, error),
                    state is null or JobState.Failed ? error : null,
                    isReadable ? null : true));
            }

            return attempts;
        },
        cancellationToken);

    public Task<IReadOnlyList<WebhookDelivery>?> DeliveriesAsync(Guid id, Guid? owner, CancellationToken cancellationToken) => WhenExistsAsync<IReadOnlyList<WebhookDelivery>>(
        id,
        owner,
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(s_readDeliveries, connection);
            command.Parameters.With(id);
            var deliveries = new List<WebhookDelivery>();
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
            {
                deliveries.Add(new WebhookDelivery(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    reader.GetInt32(2),
                    reader.Time(3),
                    reader.IntOrNull(4),
                    reader.TextOrNull(5),
                    reader.GetDouble(6),
                    reader.TimeOrNull(7)));
            }

            return deliveries;
        },
        cancellationToken);

    private async Task<List<JobRecord>> SearchCoreAsync(JobSearch search, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await database.Search.OpenConnectionAsync(cancellationToken);
        await using NpgsqlCommand command = new JobFilterSql(search.Filter, search.Before).Page(connection, JobRecords.Columns, search.Limit + 1);
        var jobs = new List<JobRecord>(search.Limit + 1);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            JobRecord job = JobRecords.Read(reader);
            jobs.Add(search.WithVocabulary ? job : job with { Input = Vocabularies.LeftOut(job.Input) });
        }

        return jobs;
    }

    private JobRecord? Noted(JobRecord? job)
    {
        if (job?.Unreadable == true)
        {
            unreadable.Note(JobRowKinds.Job, job.Id);
        }

        return job;
    }

    private Task<T?> WhenExistsAsync<T>(
        Guid id, Guid? owner, Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        where T : class => database.For(QueryType.Select).ExecuteAsync(
        async token =>
        {
            await using NpgsqlConnection connection = await database.Query.OpenConnectionAsync(token);
            await using var exists = new NpgsqlCommand(s_exists, connection);
            exists.Parameters.With(id).WithNullable(owner, NpgsqlDbType.Uuid);
            return await exists.ExecuteScalarAsync(token) is null ? null : await read(connection, token);
        },
        cancellationToken).AsTask();
}
