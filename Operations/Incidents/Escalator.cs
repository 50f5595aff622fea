using Microsoft.Extensions.Options;
using NpgsqlTypes;
using Platform.Contracts.Internal;
using Platform.Operations.Database;
using Platform.Operations.States;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.Operations.Incidents;

/// <summary>Tells others of incidents that nobody has acknowledged in time, again and again until somebody does or there have been enough.</summary>
internal sealed class Escalator(
    OperationsDatabase database, IncidentNews news, IncidentTimeline timeline, IOptions<EscalationOptions> options, TimeProvider time, ILogger<Escalator> logger) : PeriodicLoop(time, logger)
{
    private static readonly string s_due = OperationsSql.Files.Read<Escalator>("due");
    private static readonly string s_mark = OperationsSql.Files.Read<Escalator>("mark");

    protected override TimeSpan Interval => options.Value.Interval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        // A look without the lock, which is needed seldom.
        var due = await database.ListAsync(s_due, parameters => parameters.With(Time.GetUtcNow()), static reader => reader.GetGuid(0), cancellationToken);
        if (due.Count > 0)
        {
            await database.For(QueryType.Update).ExecuteAsync(async token => await EscalateAsync(token), cancellationToken);
        }

        return false;
    }

    private async Task EscalateAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await IncidentTransaction.BeginAsync(database, cancellationToken);
        var now = Time.GetUtcNow();
        var due = await transaction.ListAsync(
            s_due,
            parameters => parameters.With(now),
            static reader => (Id: reader.GetGuid(0), Severity: (IncidentPriority)reader.GetInt16(1), Before: reader.GetInt16(2)),
            cancellationToken);
        foreach (var (id, severity, before) in due)
        {
            var after = severity == IncidentPriority.P1 ? options.Value.P1After : options.Value.P2After;
            var isLast = before + 1 >= options.Value.Most;
            await transaction.ExecuteAsync(
                s_mark, parameters => parameters.With(id).With(now).WithNullable(isLast ? null : (DateTimeOffset?)(now + after), NpgsqlDbType.TimestampTz), cancellationToken);
            await timeline.AddAsync(transaction, id, IncidentEventKind.Escalated, Person.Nobody, null, null, cancellationToken);
            await news.TellAsync(transaction, id, NewsKind.Escalated, severity, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
