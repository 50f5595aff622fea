using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts.Jobs;
using Platform.JobManager.Changes;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Outcomes;
using Platform.JobManager.States;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Leases;

/// <summary>Queues running jobs again whose lease has expired because their worker was lost. They continue from their last checkpoint.</summary>
internal sealed partial class Rescuer(
    JobDatabase database,
    OutcomeWriter outcomes,
    ChangePublisher publisher,
    ReportFlow flow,
    IOptions<LeaseOptions> options,
    TimeProvider time,
    ILogger<Rescuer> logger) : PeriodicLoop(time, logger)
{
    private static readonly string s_lockLost = JobSql.Files.Read<Rescuer>("lock-lost");

    private readonly ILogger _logger = logger;

    protected override TimeSpan Interval => options.Value.RescueInterval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        if (!flow.HasRunFor(options.Value.Grace))
        {
            return false;
        }

        return await database.For(QueryType.Update).ExecuteAsync(async token => await RescueAsync(token), cancellationToken);
    }

    private async Task<bool> RescueAsync(CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        await using var connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var lost = new List<EndedAttempt>();
        await using (var find = new NpgsqlCommand(s_lockLost, connection, transaction))
        {
            find.Parameters.With(now).With(DispatchOutbox.MaxJobsPerRound);
            await using var reader = await find.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                lost.Add(new EndedAttempt(
                    reader.GetGuid(0),
                    new JobSnapshot(JobState.Running, reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetInt32(4), reader.GetBoolean(5)),
                    AttemptEnd.Lost,
                    null,
                    reader.GetString(6),
                    reader.TimeOrNull(7),
                    now,
                    null));
            }
        }

        if (lost.Count == 0)
        {
            return false;
        }

        var changes = new CommittedChanges();
        await outcomes.WriteAsync(connection, transaction, lost, changes, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LeasesExpired(lost.Count);
        publisher.Publish(changes);
        return lost.Count == DispatchOutbox.MaxJobsPerRound;
    }

    [LoggerMessage(50, LogLevel.Warning, "The leases of {Jobs} jobs have expired", EventName = "leases_ran_out")]
    private partial void LeasesExpired(int jobs);
}
