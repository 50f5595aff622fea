using System.Globalization;
using Google.Protobuf.Collections;
using NpgsqlTypes;
using Platform.Contracts.Internal;
using Platform.Operations.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Operations.Incidents;

/// <summary>Reads incidents.</summary>
internal sealed class IncidentStore(OperationsDatabase database)
{
    private static readonly string s_columns = OperationsSql.Files.Read<IncidentStore>("columns");
    private static readonly string s_counts = OperationsSql.Files.Read<IncidentStore>("counts");
    private static readonly string s_search = $"SELECT {s_columns} {OperationsSql.Files.Read<IncidentStore>("search")} {s_counts} ORDER BY i.number DESC";

    private static readonly string s_get = $"SELECT {s_columns} FROM operations.incidents i {s_counts} WHERE i.number = $1";
    private static readonly string s_alerts = OperationsSql.Files.Read<IncidentStore>("alerts");
    private static readonly string s_events = OperationsSql.Files.Read<IncidentStore>("events");

    /// <summary>Reads an incident with its alerts and its timeline.</summary>
    /// <exception cref="InputException">There is no such incident (404).</exception>
    public async Task<IncidentDetail> GetAsync(long number, CancellationToken cancellationToken)
    {
        var found = await database.ListAsync(s_get, parameters => parameters.With(number), IncidentRows.Read, cancellationToken);
        if (found is not [var incident])
        {
            throw IncidentFaults.NoSuchIncident();
        }

        var id = incident.Id.ToGuid();
        var detail = new IncidentDetail { Incident = incident };
        detail.Alerts.AddRange(await database.ListAsync(s_alerts, parameters => parameters.With(id), IncidentRows.ReadAlert, cancellationToken));
        detail.Events.AddRange(await database.ListAsync(s_events, parameters => parameters.With(id), IncidentRows.ReadEvent, cancellationToken));
        return detail;
    }

    /// <summary>Reads a page of incidents, newest first.</summary>
    public async Task<SearchIncidentsReply> SearchAsync(SearchIncidentsRequest search, CancellationToken cancellationToken)
    {
        var found = await CallerData.SearchAsync(() => database.ListAsync(
            s_search,
            parameters => parameters.With(search.HasBefore ? search.Before : long.MaxValue)
                .WithNullable(Numbers(search.States), NpgsqlDbType.Array | NpgsqlDbType.Smallint)
                .WithNullable(Numbers(search.Severities), NpgsqlDbType.Array | NpgsqlDbType.Smallint)
                .WithNullable(search.HasService ? search.Service : null, NpgsqlDbType.Text).With(search.Limit + 1),
            IncidentRows.Read,
            cancellationToken));
        var reply = new SearchIncidentsReply();
        if (found.Count > search.Limit)
        {
            found.RemoveAt(search.Limit);
            reply.Next = found[^1].Number;
        }

        reply.Incidents.AddRange(found);
        return reply;
    }

    private static short[]? Numbers<T>(RepeatedField<T> values)
        where T : struct, Enum => values.Count == 0 ? null : [.. values.Select(value => (short)Convert.ToInt32(value, CultureInfo.InvariantCulture))];
}
