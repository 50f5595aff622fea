using Microsoft.Extensions.Options;
using NpgsqlTypes;
using Platform.Contracts.Internal;
using Platform.Operations.Database;
using Platform.Operations.Incidents;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;

namespace Platform.Operations.Alerts;

/// <summary>
/// Turns alerts into incidents. Alertmanager tells of an alert at least once, in any order, and again when it restarts: what comes out is the same
/// whatever the order. Alerts of a service whose beginnings are no more than a while apart, one after the other, are one incident.
/// </summary>
internal sealed partial class AlertIntake(
    OperationsDatabase database, IncidentRefresh refresh, IncidentJoin join, IncidentTimeline timeline, IOptions<AlertOptions> options, TimeProvider time, ILogger<AlertIntake> logger)
{
    private static readonly string s_find = OperationsSql.Files.Read<AlertIntake>("find");
    private static readonly string s_touch = OperationsSql.Files.Read<AlertIntake>("touch");
    private static readonly string s_end = OperationsSql.Files.Read<AlertIntake>("end");
    private static readonly string s_near = OperationsSql.Files.Read<AlertIntake>("near");
    private static readonly string s_insert = OperationsSql.Files.Read<AlertIntake>("insert");
    private static readonly string s_open = OperationsSql.Files.Read<AlertIntake>("open");

    /// <summary>Stores what was told of alerts: all of it or, if it fails, nothing.</summary>
    public async Task TakeAsync(IReadOnlyList<ToldAlert> alerts, CancellationToken cancellationToken)
    {
        if (alerts.Count == 0)
        {
            return;
        }

        await database.For(QueryType.Update).ExecuteAsync(
            async token =>
            {
                await using var transaction = await IncidentTransaction.BeginAsync(database, token);
                foreach (var alert in alerts)
                {
                    await TakeAsync(transaction, alert, token);
                }

                await transaction.CommitAsync(token);
            },
            cancellationToken);
        LogTaken(alerts.Count);
    }

    private async Task TakeAsync(IncidentTransaction transaction, ToldAlert alert, CancellationToken cancellationToken)
    {
        var found = await transaction.ListAsync(
            s_find,
            parameters => parameters.With(alert.Fingerprint).With(alert.StartsAt),
            static reader => (Incident: reader.GetGuid(0), EndsAt: reader.TimeOrNull(1), IsInferred: reader.GetBoolean(2)),
            cancellationToken);
        if (found is not [var known])
        {
            await AddAsync(transaction, alert, cancellationToken);
        }
        else if (IsNews(alert.EndsAt, known.EndsAt, known.IsInferred))
        {
            await transaction.ExecuteAsync(
                s_end,
                parameters => parameters.With(alert.Fingerprint).With(alert.StartsAt).With(time.GetUtcNow()).WithNullable(alert.EndsAt, NpgsqlDbType.TimestampTz),
                cancellationToken);
            if (alert.EndsAt is null || known.EndsAt is null)
            {
                await TellAsync(transaction, known.Incident, alert, cancellationToken);
            }

            await refresh.RunAsync(transaction, known.Incident, alert.EndsAt is null, isNew: false, cancellationToken);
        }
        else
        {
            await transaction.ExecuteAsync(
                s_touch,
                parameters => parameters.With(alert.Fingerprint).With(alert.StartsAt).With(time.GetUtcNow()).With(alert.Annotations, NpgsqlDbType.Jsonb),
                cancellationToken);
        }
    }

    /// <summary>
    /// Checks whether an end differs from the known one. Once an alert has ended it does not fire again under the same beginning, so that a message
    /// that says so is an old one; unless nobody told of the end.
    /// </summary>
    private static bool IsNews(DateTimeOffset? told, DateTimeOffset? known, bool isInferred) => told is null
        ? isInferred
        : known is null || isInferred || told > known;

    private async Task AddAsync(IncidentTransaction transaction, ToldAlert alert, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var near = await transaction.ListAsync(
            s_near,
            parameters => parameters.With(alert.Service).With(alert.StartsAt - options.Value.Gap).With(alert.StartsAt + options.Value.Gap),
            static reader => reader.GetGuid(0),
            cancellationToken);
        var isNew = near.Count == 0;
        var incident = isNew ? Guid.CreateVersion7(now) : near[0];
        if (isNew)
        {
            await transaction.ExecuteAsync(
                s_open,
                parameters => parameters.With(incident).With(alert.StartsAt).With(now).With((short)alert.Severity).With(alert.Service).With(alert.Summary),
                cancellationToken);
            await timeline.AddAsync(transaction, incident, IncidentEventKind.Opened, Person.Nobody, alert.Name, IncidentPhase.Detected, cancellationToken);
        }

        await transaction.ExecuteAsync(
            s_insert,
            parameters => parameters.With(alert.Fingerprint).With(alert.StartsAt).WithNullable(alert.EndsAt, NpgsqlDbType.TimestampTz).With(incident).With(now)
                .With((short)alert.Severity).With(alert.Service).With(alert.Name).With(alert.Summary).With(alert.Labels, NpgsqlDbType.Jsonb).With(alert.Annotations, NpgsqlDbType.Jsonb),
            cancellationToken);
        await TellAsync(transaction, incident, alert, cancellationToken);

        // It stands between incidents that were apart until now.
        var isFiring = alert.EndsAt is null;
        foreach (var other in near.Skip(1))
        {
            isFiring |= await join.MoveAsync(transaction, other, incident, cancellationToken);
        }

        await refresh.RunAsync(transaction, incident, isFiring, isNew, cancellationToken);
    }

    private Task TellAsync(IncidentTransaction transaction, Guid incident, ToldAlert alert, CancellationToken cancellationToken) => timeline.AddAsync(
        transaction, incident, alert.EndsAt is null ? IncidentEventKind.AlertFired : IncidentEventKind.AlertResolved, Person.Nobody, alert.Summary, null, cancellationToken);

    [LoggerMessage(1, LogLevel.Debug, "Alertmanager told of {Alerts} alerts", EventName = "alerts_taken")]
    private partial void LogTaken(int alerts);
}
