using Platform.Contracts.Internal;
using Platform.Operations.Database;
using Platform.Operations.States;
using Platform.ServiceDefaults.Database;

namespace Platform.Operations.Incidents;

/// <summary>Queues what people are told of an incident in the transaction that changes it, so that news is neither lost nor made up.</summary>
internal sealed class IncidentNews(IncidentTimeline timeline, IncidentMetrics metrics, TimeProvider time)
{
    private static readonly string s_queue = OperationsSql.Files.Read<IncidentNews>("queue");
    private static readonly string s_times = OperationsSql.Files.Read<IncidentNews>("times");

    /// <summary>Queues news for every channel that wants it.</summary>
    public async Task TellAsync(IncidentTransaction transaction, Guid incident, NewsKind kind, IncidentPriority severity, CancellationToken cancellationToken)
    {
        if (kind is NewsKind.Acknowledged or NewsKind.Resolved)
        {
            await MeasureAsync(transaction, incident, kind, severity, cancellationToken);
        }

        var told = await transaction.ExecuteAsync(
            s_queue, parameters => parameters.With(incident).With((short)kind).With((short)severity).With(time.GetUtcNow()), cancellationToken);
        if (told > 0)
        {
            await timeline.AddAsync(transaction, incident, IncidentEventKind.Notified, Person.Nobody, null, null, cancellationToken);
        }
    }

    private async Task MeasureAsync(IncidentTransaction transaction, Guid incident, NewsKind kind, IncidentPriority severity, CancellationToken cancellationToken)
    {
        var times = await transaction.ListAsync(
            s_times, parameters => parameters.With(incident), static reader => (DetectedAt: reader.Time(0), ResolvedAt: reader.TimeOrNull(1)), cancellationToken);
        if (times is not [var (detectedAt, resolvedAt)])
        {
            return;
        }

        if (kind == NewsKind.Acknowledged)
        {
            metrics.Acknowledged(severity, time.GetUtcNow() - detectedAt);
        }
        else if (resolvedAt is { } end)
        {
            metrics.Resolved(severity, end - detectedAt);
        }
    }
}
