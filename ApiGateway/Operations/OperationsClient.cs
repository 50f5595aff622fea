using Grpc.Core;
using Platform.ApiGateway.InternalCalls;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.Operations;

/// <summary>
/// Calls the internal API of Operations. If it is unavailable, requests end with the problem <c>dependency</c>; refusals keep their own problem.
/// </summary>
internal sealed class OperationsClient([FromKeyedServices(OperationsClient.Name)] CallInvoker? calls = null)
{
    /// <summary>The name of Operations in service discovery, metrics and health checks.</summary>
    public const string Name = "operations";

    private readonly IncidentService.IncidentServiceClient? _incidents = calls is null ? null : new(calls);

    private IncidentService.IncidentServiceClient Incidents => _incidents
        ?? throw new ApiProblemException(new ApiProblem(StatusCodes.Status404NotFound, "not_configured", "This installation has no service for incidents."));

    /// <summary>Reads a page of incidents.</summary>
    /// <exception cref="ApiProblemException">404: this installation has no Operations; 503: it does not answer.</exception>
    public Task<SearchIncidentsReply> SearchAsync(SearchIncidentsRequest search, CancellationToken cancellationToken) =>
        RunAsync(Incidents.SearchAsync(search, cancellationToken: cancellationToken), "IncidentService/Search");

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
                throw ServiceRefusals.Of(exception, Name, name, "There is no such incident.");
            }
        }
    }
}
