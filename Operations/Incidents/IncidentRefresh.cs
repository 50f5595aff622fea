using Microsoft.Extensions.Options;
using Platform.Contracts.Internal;
using Platform.Operations.Database;
using Platform.Operations.States;
using Platform.ServiceDefaults.Database;

namespace Platform.Operations.Incidents;

/// <summary>
/// Makes an incident what its alerts say: when it began and ended, how urgent it is, whether it is over. The result depends on the alerts alone and
/// not on the order in which they were told of.
/// </summary>
internal sealed class IncidentRefresh(IncidentNews news, IncidentTimeline timeline, IOptions<EscalationOptions> options, TimeProvider time)
{
    private static readonly string s_update = OperationsSql.Files.Read<IncidentRefresh>("update");

    /// <summary>Updates an incident after a change of its alerts.</summary>
    /// <param name="transaction">The transaction of the change.</param>
    /// <param name="incident">The incident.</param>
    /// <param name="hasNewFire">Whether an alert has begun to fire, which opens a resolved incident again.</param>
    /// <param name="isNew">Whether the incident was made by the same change.</param>
    /// <param name="cancellationToken">Cancels the update.</param>
    public async Task RunAsync(IncidentTransaction transaction, Guid incident, bool hasNewFire, bool isNew, CancellationToken cancellationToken)
    {
        var changed = await transaction.ListAsync(
            s_update,
            parameters => parameters.With(incident).With(time.GetUtcNow()).With(hasNewFire).With(options.Value.P1After).With(options.Value.P2After),
            static reader => (Before: (IncidentPhase)reader.GetInt16(0), After: (IncidentPhase)reader.GetInt16(1), Severity: (IncidentPriority)reader.GetInt16(2)),
            cancellationToken);
        if (changed is not [var (before, after, severity)])
        {
            return;
        }

        if (before != after)
        {
            await timeline.AddAsync(transaction, incident, IncidentEventKind.StateChanged, Person.Nobody, null, after, cancellationToken);
        }

        if (isNew || before != after)
        {
            await news.TellAsync(transaction, incident, after == IncidentPhase.Resolved ? NewsKind.Resolved : NewsKind.Opened, severity, cancellationToken);
        }
    }
}
