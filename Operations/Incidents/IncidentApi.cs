using Grpc.Core;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Operations.Incidents;

/// <summary>The gRPC service that shows and changes incidents. Who may do what is the gateway's to say.</summary>
internal sealed class IncidentApi(IncidentStore store) : IncidentService.IncidentServiceBase
{
    private const int MaxIncidents = 200;
    private const int MaxService = 100;

    public override Task<SearchIncidentsReply> Search(SearchIncidentsRequest request, ServerCallContext context)
    {
        Demand.Range(request.Limit, 1, MaxIncidents, "limit");
        Demand.That(!request.States.Contains(IncidentPhase.Unspecified), "states", "One of the values is not allowed.");
        Demand.That(!request.Severities.Contains(IncidentPriority.Unspecified), "severities", "One of the values is not allowed.");
        Demand.That(!request.HasService || request.Service.Length <= MaxService, "service", "At most 100 characters.");
        return store.SearchAsync(request, context.CancellationToken);
    }
}
