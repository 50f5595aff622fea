using Grpc.Core;
using Platform.Contracts.Internal;
using Platform.Operations.Secrets;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Operations.Incidents;

/// <summary>The gRPC service that shows and changes incidents. Who may do what is the gateway's to say.</summary>
internal sealed class IncidentApi(IncidentStore store, IncidentActions actions, AcknowledgementLinks links) : IncidentService.IncidentServiceBase
{
    private const int MaxIncidents = 200;
    private const int MaxService = 100;
    private const int MaxTitle = 200;
    private const int MaxName = 320;
    private const int MaxSplit = 100;

    private static readonly Person s_byLink = new(null, "link");

    public override Task<SearchIncidentsReply> Search(SearchIncidentsRequest request, ServerCallContext context)
    {
        Demand.Range(request.Limit, 1, MaxIncidents, "limit");
        Demand.That(!request.States.Contains(IncidentPhase.Unspecified), "states", "One of the values is not allowed.");
        Demand.That(!request.Severities.Contains(IncidentPriority.Unspecified), "severities", "One of the values is not allowed.");
        Demand.That(!request.HasService || request.Service.Length <= MaxService, "service", "At most 100 characters.");
        return store.SearchAsync(request, context.CancellationToken);
    }

    public override Task<IncidentDetail> Get(GetIncidentRequest request, ServerCallContext context) => store.GetAsync(request.Number, context.CancellationToken);

    public override async Task<IncidentDetail> Open(OpenIncidentRequest request, ServerCallContext context)
    {
        Demand.That(request.Title.Length is > 0 and <= MaxTitle, "title", "1 to 200 characters.");
        Demand.That(request.Service.Length is > 0 and <= MaxService, "service", "1 to 100 characters.");
        Demand.That(request.Severity != IncidentPriority.Unspecified, "severity", "One of the values is needed.");
        CheckNote(request.HasNote, request.Note);
        var number = await actions.OpenAsync(request, PersonOf(request.Person), context.CancellationToken);
        return await store.GetAsync(number, context.CancellationToken);
    }

    public override async Task<IncidentDetail> Change(ChangeIncidentRequest request, ServerCallContext context)
    {
        Demand.That(!request.HasState || request.State != IncidentPhase.Unspecified, "state", "This is not one of the values.");
        Demand.That(!request.HasSeverity || request.Severity != IncidentPriority.Unspecified, "severity", "This is not one of the values.");
        Demand.That(!request.HasTitle || request.Title.Length is > 0 and <= MaxTitle, "title", "1 to 200 characters.");
        CheckNote(request.HasNote, request.Note);
        await actions.ChangeAsync(request, PersonOf(request.Person), context.CancellationToken);
        return await store.GetAsync(request.Number, context.CancellationToken);
    }

    public override async Task<IncidentDetail> Acknowledge(AcknowledgeIncidentRequest request, ServerCallContext context)
    {
        var (number, who) = request.HasToken ? (links.Read(request.Token), s_byLink) : (request.Number, PersonOf(request.Person));
        await actions.AcknowledgeAsync(number, who, context.CancellationToken);
        return await store.GetAsync(number, context.CancellationToken);
    }

    public override async Task<IncidentDetail> Merge(MergeIncidentsRequest request, ServerCallContext context)
    {
        await actions.MergeAsync(request.Number, request.Into, PersonOf(request.Person), context.CancellationToken);
        return await store.GetAsync(request.Into, context.CancellationToken);
    }

    public override async Task<IncidentDetail> Split(SplitIncidentRequest request, ServerCallContext context)
    {
        Demand.Range(request.Alerts.Count, 1, MaxSplit, "alerts");
        foreach (var alert in request.Alerts)
        {
            Demand.That(alert.StartsAt is not null, "alerts", "Each needs the time when it began.");
            Demand.Moment(alert.StartsAt.ToDateTimeOffset(), "alerts");
        }

        var number = await actions.SplitAsync(
            request.Number, [.. request.Alerts.Select(alert => (alert.Fingerprint, alert.StartsAt.ToDateTimeOffset()))], PersonOf(request.Person), context.CancellationToken);
        return await store.GetAsync(number, context.CancellationToken);
    }

    private static Person PersonOf(IncidentPerson? person)
    {
        Demand.That(person is not null, "person", "A person is needed.");
        Demand.That(person.Name.Length is > 0 and <= MaxName, "person.name", "1 to 320 characters.");
        return new Person(person.Id.ToGuid("person.id"), person.Name);
    }

    private static void CheckNote(bool isGiven, string note) =>
        Demand.That(!isGiven || note.Length is > 0 and <= IncidentTimeline.MaxNote, "note", "1 to 4,000 characters.");
}
