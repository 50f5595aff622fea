using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Platform.ApiGateway.InternalCalls;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.ApiGateway.Operations;

/// <summary>
/// Calls the internal API of Operations. If it is unavailable, requests end with the problem <c>dependency</c>; refusals keep their own problem.
/// </summary>
internal sealed class OperationsClient([FromKeyedServices(OperationsClient.Name)] CallInvoker? calls = null)
{
    /// <summary>The name of Operations in service discovery, metrics and health checks.</summary>
    public const string Name = "operations";

    private readonly IncidentService.IncidentServiceClient? _incidents = calls is null ? null : new(calls);
    private readonly ChannelService.ChannelServiceClient? _channels = calls is null ? null : new(calls);
    private readonly RotaService.RotaServiceClient? _rota = calls is null ? null : new(calls);
    private readonly StatusService.StatusServiceClient? _status = calls is null ? null : new(calls);

    /// <summary>Gets whether this installation has Operations.</summary>
    public bool IsConfigured => _incidents is not null;

    private IncidentService.IncidentServiceClient Incidents => _incidents ?? throw NotConfigured();

    private StatusService.StatusServiceClient Board => _status ?? throw NotConfigured();

    private ChannelService.ChannelServiceClient Channels => _channels ?? throw NotConfigured();

    private RotaService.RotaServiceClient Rota => _rota ?? throw NotConfigured();

    /// <summary>Reads a page of incidents.</summary>
    /// <exception cref="ApiProblemException">404: this installation has no Operations; 503: it does not answer.</exception>
    public Task<SearchIncidentsReply> SearchAsync(SearchIncidentsRequest search, CancellationToken cancellationToken) =>
        RunAsync(Incidents.SearchAsync(search, cancellationToken: cancellationToken), "IncidentService/Search");

    /// <summary>Reads an incident with its alerts and its timeline.</summary>
    /// <exception cref="ApiProblemException">404: there is none.</exception>
    public Task<IncidentDetail> GetAsync(long number, CancellationToken cancellationToken) =>
        RunAsync(Incidents.GetAsync(new GetIncidentRequest { Number = number }, cancellationToken: cancellationToken), "IncidentService/Get");

    /// <summary>Opens an incident.</summary>
    public Task<IncidentDetail> OpenAsync(OpenIncidentRequest request, CancellationToken cancellationToken) =>
        RunAsync(Incidents.OpenAsync(request, cancellationToken: cancellationToken), "IncidentService/Open");

    /// <summary>Changes an incident, or adds a note.</summary>
    /// <exception cref="ApiProblemException">404: there is none; 409: it was merged into another; 412: it has changed since it was read.</exception>
    public async Task<IncidentDetail> ChangeAsync(ChangeIncidentRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(Incidents.ChangeAsync(request, cancellationToken: cancellationToken), "IncidentService/Change");
        }
        catch (ApiProblemException refusal) when (refusal.Problem is { Status: StatusCodes.Status409Conflict, Code: "precondition_failed" } problem)
        {
            throw new ApiProblemException(ApiProblem.PreconditionFailed(problem.Detail ?? ""));
        }
    }

    /// <summary>Acknowledges an incident.</summary>
    /// <exception cref="ApiProblemException">403: the link is not valid; 404: there is none; 409: it was merged into another.</exception>
    public Task<IncidentDetail> AcknowledgeAsync(AcknowledgeIncidentRequest request, CancellationToken cancellationToken) =>
        RunAsync(Incidents.AcknowledgeAsync(request, cancellationToken: cancellationToken), "IncidentService/Acknowledge");

    /// <summary>Merges an incident into another.</summary>
    /// <exception cref="ApiProblemException">404: there is none; 409: one was merged into another.</exception>
    public Task<IncidentDetail> MergeAsync(MergeIncidentsRequest request, CancellationToken cancellationToken) =>
        RunAsync(Incidents.MergeAsync(request, cancellationToken: cancellationToken), "IncidentService/Merge");

    /// <summary>Moves alerts out of an incident into a new one.</summary>
    /// <exception cref="ApiProblemException">400: they are not its alerts, or all of them; 404: there is none.</exception>
    public Task<IncidentDetail> SplitAsync(SplitIncidentRequest request, CancellationToken cancellationToken) =>
        RunAsync(Incidents.SplitAsync(request, cancellationToken: cancellationToken), "IncidentService/Split");

    /// <summary>Lists the channels.</summary>
    public Task<ListChannelsReply> ChannelsAsync(CancellationToken cancellationToken) =>
        RunAsync(Channels.ListAsync(new Empty(), cancellationToken: cancellationToken), "ChannelService/List");

    /// <summary>Adds a channel, or replaces the settings of one.</summary>
    /// <exception cref="ApiProblemException">404: there is none; 409: the name is taken; 412: it has changed since it was read.</exception>
    public async Task<ChannelRecord> SaveAsync(SaveChannelRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(Channels.SaveAsync(request, cancellationToken: cancellationToken), "ChannelService/Save");
        }
        catch (ApiProblemException refusal) when (refusal.Problem is { Status: StatusCodes.Status409Conflict, Code: "precondition_failed" } problem)
        {
            throw new ApiProblemException(ApiProblem.PreconditionFailed(problem.Detail ?? ""));
        }
    }

    /// <summary>Removes a channel.</summary>
    /// <exception cref="ApiProblemException">404: there is none.</exception>
    public Task DeleteChannelAsync(Guid id, CancellationToken cancellationToken) =>
        RunAsync(Channels.DeleteAsync(new ChannelRequest { Id = id.ToBytes() }, cancellationToken: cancellationToken), "ChannelService/Delete");

    /// <summary>Sends a test by a channel.</summary>
    /// <exception cref="ApiProblemException">404: there is none.</exception>
    public Task TestChannelAsync(Guid id, CancellationToken cancellationToken) =>
        RunAsync(Channels.TestAsync(new ChannelRequest { Id = id.ToBytes() }, cancellationToken: cancellationToken), "ChannelService/Test");

    /// <summary>Reads a page of deliveries.</summary>
    public Task<SearchDeliveriesReply> DeliveriesAsync(SearchDeliveriesRequest search, CancellationToken cancellationToken) =>
        RunAsync(Channels.SearchDeliveriesAsync(search, cancellationToken: cancellationToken), "ChannelService/SearchDeliveries");

    /// <summary>Reads what the public is told.</summary>
    public Task<StatusSnapshot> StatusAsync(CancellationToken cancellationToken) =>
        RunAsync(Board.ReadAsync(new Empty(), cancellationToken: cancellationToken), "StatusService/Read");

    /// <summary>Tells the public of an incident, or what is new of it.</summary>
    /// <exception cref="ApiProblemException">404: there is none; 409: it was merged into another, or has too many updates.</exception>
    public Task<StatusNotice> PublishAsync(PublishStatusRequest request, CancellationToken cancellationToken) =>
        RunAsync(Board.PublishAsync(request, cancellationToken: cancellationToken), "StatusService/Publish");

    /// <summary>Announces planned work.</summary>
    /// <exception cref="ApiProblemException">409: as much is announced as may be.</exception>
    public Task<StatusWork> PlanAsync(PlanStatusWorkRequest request, CancellationToken cancellationToken) =>
        RunAsync(Board.PlanAsync(request, cancellationToken: cancellationToken), "StatusService/Plan");

    /// <summary>Ends planned work.</summary>
    /// <exception cref="ApiProblemException">404: there is none.</exception>
    public Task<StatusWork> EndWorkAsync(Guid id, CancellationToken cancellationToken) =>
        RunAsync(Board.EndAsync(new EndStatusWorkRequest { Id = id.ToBytes() }, cancellationToken: cancellationToken), "StatusService/End");

    /// <summary>Reads the rota and who is on call.</summary>
    public Task<RotaRecord> RotaAsync(CancellationToken cancellationToken) => RunAsync(Rota.GetAsync(new Empty(), cancellationToken: cancellationToken), "RotaService/Get");

    /// <summary>Replaces the rota.</summary>
    /// <exception cref="ApiProblemException">412: it has changed since it was read.</exception>
    public async Task<RotaRecord> SaveAsync(SaveRotaRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(Rota.SaveAsync(request, cancellationToken: cancellationToken), "RotaService/Save");
        }
        catch (ApiProblemException refusal) when (refusal.Problem is { Status: StatusCodes.Status409Conflict, Code: "precondition_failed" } problem)
        {
            throw new ApiProblemException(ApiProblem.PreconditionFailed(problem.Detail ?? ""));
        }
    }

    private static ApiProblemException NotConfigured() =>
        new(new ApiProblem(StatusCodes.Status404NotFound, "not_configured", "This installation has no service for incidents."));

    private static async Task<TReply> RunAsync<TReply>(AsyncUnaryCall<TReply> call, string name)
    {
        using (call)
        {
            try
            {
                return await call;
            }
            catch (RpcException exception)
            {
                throw ServiceRefusals.Of(exception, Name, name, "There is no such resource.");
            }
        }
    }
}
