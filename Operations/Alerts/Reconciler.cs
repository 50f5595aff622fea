using Microsoft.Extensions.Options;
using Platform.Contracts.Internal;
using Platform.Operations.Database;
using Platform.Operations.Incidents;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.Operations.Alerts;

/// <summary>
/// Compares the alerts that fire with Alertmanager's own list: the message of an end is lost where Alertmanager restarts or an alert is inhibited
/// meanwhile. What is in two lists one after the other no more has ended, and is marked as inferred: an Alertmanager that has just started
/// knows nothing yet.
/// </summary>
internal sealed partial class Reconciler(
    OperationsDatabase database, IncidentRefresh refresh, IncidentTimeline timeline, IOptions<AlertOptions> options, TimeProvider time, ILogger<Reconciler> logger,
    AlertmanagerList? alertmanager = null) : PeriodicLoop(time, logger)
{
    private static readonly string s_firing = OperationsSql.Files.Read<Reconciler>("firing");
    private static readonly string s_infer = OperationsSql.Files.Read<Reconciler>("infer");

    private readonly ILogger _logger = logger;
    private HashSet<(string, long)> _missing = [];

    protected override TimeSpan Interval => options.Value.ReconcileInterval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        if (alertmanager is null)
        {
            return false;
        }

        // What was told of since then is newer than the list that is read now.
        var before = Time.GetUtcNow() - (options.Value.ReconcileInterval / 2);
        var silent = await database.ListAsync(
            s_firing, parameters => parameters.With(before), static reader => (Fingerprint: reader.GetString(0), StartsAt: reader.Time(1)), cancellationToken);
        if (silent.Count == 0)
        {
            _missing = [];
            return false;
        }

        var known = (await alertmanager.ReadAsync(cancellationToken)).Select(alert => KeyOf(alert.Fingerprint ?? "", alert.StartsAt)).ToHashSet();
        var missing = silent.Where(alert => !known.Contains(KeyOf(alert.Fingerprint, alert.StartsAt))).ToList();
        var ended = missing.Where(alert => _missing.Contains(KeyOf(alert.Fingerprint, alert.StartsAt))).ToList();
        _missing = [.. missing.Select(alert => KeyOf(alert.Fingerprint, alert.StartsAt))];
        if (ended.Count > 0)
        {
            await database.For(QueryType.Update).ExecuteAsync(async token => await InferAsync(ended, before, token), cancellationToken);
        }

        return false;
    }

    // The list has times in milliseconds, the webhook in nanoseconds.
    private static (string, long) KeyOf(string fingerprint, DateTimeOffset startsAt) => (fingerprint, startsAt.ToUnixTimeMilliseconds());

    private async Task InferAsync(List<(string Fingerprint, DateTimeOffset StartsAt)> ended, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var transaction = await IncidentTransaction.BeginAsync(database, cancellationToken);
        var now = Time.GetUtcNow();
        var incidents = new HashSet<Guid>();
        foreach (var (fingerprint, startsAt) in ended)
        {
            var changed = await transaction.ListAsync(
                s_infer, parameters => parameters.With(fingerprint).With(startsAt).With(now).With(before), static reader => reader.GetGuid(0), cancellationToken);
            foreach (var incident in changed)
            {
                incidents.Add(incident);
                await timeline.AddAsync(transaction, incident, IncidentEventKind.AlertResolved, Person.Nobody, null, null, cancellationToken);
            }
        }

        foreach (var incident in incidents)
        {
            await refresh.RunAsync(transaction, incident, hasNewFire: false, isNew: false, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        if (incidents.Count > 0)
        {
            Inferred(ended.Count, incidents.Count);
        }
    }

    [LoggerMessage(81, LogLevel.Warning, "Alertmanager knows {Alerts} alerts no more of which it told no end; {Incidents} incidents were updated", EventName = "alerts_inferred")]
    private partial void Inferred(int alerts, int incidents);
}
