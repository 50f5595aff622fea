using Platform.Contracts.Internal;
using Platform.Operations.Database;
using Platform.Operations.States;
using Platform.ServiceDefaults.Database;

namespace Platform.Operations.Incidents;

/// <summary>Queues what people are told of an incident in the transaction that changes it, so that news is neither lost nor made up.</summary>
internal sealed class IncidentNews(Timeline timeline, TimeProvider time)
{
    private static readonly string s_queue = OperationsSql.Files.Read<IncidentNews>("queue");

    /// <summary>Queues news for every channel that wants it.</summary>
    public async Task TellAsync(IncidentTransaction transaction, Guid incident, NewsKind kind, IncidentPriority severity, CancellationToken cancellationToken)
    {
        var told = await transaction.ExecuteAsync(
            s_queue, parameters => parameters.With(incident).With((short)kind).With((short)severity).With(time.GetUtcNow()), cancellationToken);
        if (told > 0)
        {
            await timeline.AddAsync(transaction, incident, IncidentEventKind.Notified, Person.Nobody, null, null, cancellationToken);
        }
    }
}
