using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts.Jobs;
using Platform.JobManager.Backlog;
using Platform.JobManager.Changes;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Outcomes;
using Platform.JobManager.States;
using Platform.JobManager.Telemetry;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Leases;

/// <summary>Takes jobs back whose lease ran out: their worker is gone. They go on from their last checkpoint.</summary>
internal sealed class Rescuer(
    JobDatabase database,
    OutcomeWriter outcomes,
    RelayQueue relay,
    ChangeFeed changes,
    AdmissionPacer pacer,
    ReportFlow flow,
    JobMetrics metrics,
    IOptions<LeaseOptions> options,
    TimeProvider time,
    ILogger<Rescuer> logger) : PeriodicLoop(time, logger)
{
    private static readonly string s_lockLost = JobSql.Files.Read<Rescuer>("lock-lost");

    protected override TimeSpan Interval => options.Value.RescueInterval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        if (!flow.HasFlowedFor(options.Value.Grace))
        {
            return false;
        }

        return await database.For(QueryType.Update).ExecuteAsync(async token => await RescueAsync(token), cancellationToken);
    }

    private async Task<bool> RescueAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = Time.GetUtcNow();
        await using NpgsqlConnection connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        var lost = new List<EndedAttempt>();
        await using (var find = new NpgsqlCommand(s_lockLost, connection, transaction))
        {
            find.Parameters.With(now).With(DispatchOutbox.WithContents);
            await using NpgsqlDataReader reader = await find.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                lost.Add(new EndedAttempt(
                    reader.GetGuid(0),
                    new JobStanding(JobState.Running, reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetInt32(4), reader.GetBoolean(5)),
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

        var applied = new AppliedOutcomes();
        await outcomes.WriteAsync(connection, transaction, lost, applied, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        RescuerLog.Rescued(Logger, lost.Count);
        relay.Committed(applied.BatchId, applied.ClaimedUntil, applied.Due);
        pacer.Entered(applied.EnteredQueue);
        changes.Publish(applied.Changes);
        foreach (Action<JobMetrics> count in applied.Metrics)
        {
            count(metrics);
        }

        return lost.Count == DispatchOutbox.WithContents;
    }
}
