using Platform.Contracts.Internal;
using Platform.Operations.Database;
using Platform.ServiceDefaults.Database;

namespace Platform.Operations.Incidents;

/// <summary>Moves the alerts of one incident into another.</summary>
internal sealed class IncidentJoin(IncidentTimeline timeline, TimeProvider time)
{
    private static readonly string s_move = OperationsSql.Files.Read<IncidentJoin>("move");
    private static readonly string s_moveAll = OperationsSql.Files.Read<IncidentJoin>("move-all");
    private static readonly string s_close = OperationsSql.Files.Read<IncidentJoin>("close");

    /// <summary>Merges an incident into another because an alert stands between them. What a person has put into it stays there.</summary>
    /// <returns>True if it was open, so that the other one is from now on.</returns>
    public async Task<bool> MoveAsync(IncidentTransaction transaction, Guid incident, Guid into, CancellationToken cancellationToken)
    {
        await transaction.ExecuteAsync(s_move, parameters => parameters.With(incident).With(into), cancellationToken);
        return await CloseAsync(transaction, incident, into, Person.Nobody, cancellationToken);
    }

    /// <summary>Merges an incident into another because a person says so.</summary>
    /// <returns>True if it was open, so that the other one is from now on.</returns>
    public async Task<bool> MergeAsync(IncidentTransaction transaction, Guid incident, Guid into, Person who, CancellationToken cancellationToken)
    {
        await transaction.ExecuteAsync(s_moveAll, parameters => parameters.With(incident).With(into), cancellationToken);
        return await CloseAsync(transaction, incident, into, who, cancellationToken);
    }

    private async Task<bool> CloseAsync(IncidentTransaction transaction, Guid incident, Guid into, Person who, CancellationToken cancellationToken)
    {
        var closed = await transaction.ListAsync(
            s_close, parameters => parameters.With(incident).With(into).With(time.GetUtcNow()), static reader => reader.GetBoolean(0), cancellationToken);
        foreach (var one in (Guid[])[incident, into])
        {
            await timeline.AddAsync(transaction, one, IncidentEventKind.Merged, who, null, null, cancellationToken);
        }

        return closed is [true];
    }
}
