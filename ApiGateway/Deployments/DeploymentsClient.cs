using Grpc.Core;
using Platform.ApiGateway.InternalCalls;
using Platform.ApiGateway.Operations;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.Deployments;

/// <summary>Calls the deployments of Operations. If it is unavailable, requests end with the problem <c>dependency</c>.</summary>
internal sealed class DeploymentsClient([FromKeyedServices(OperationsClient.Name)] CallInvoker? calls = null)
{
    private readonly DeploymentService.DeploymentServiceClient? _deployments = calls is null ? null : new(calls);

    private DeploymentService.DeploymentServiceClient Deployments => _deployments
        ?? throw new ApiProblemException(new ApiProblem(StatusCodes.Status404NotFound, "not_configured", "This installation has no service for deployments."));

    /// <summary>Records a deployment.</summary>
    /// <exception cref="ApiProblemException">404: this installation has no Operations; 503: it does not answer.</exception>
    public Task<RecordDeploymentReply> RecordAsync(RecordDeploymentRequest deployment, CancellationToken cancellationToken) =>
        RunAsync(Deployments.RecordAsync(deployment, cancellationToken: cancellationToken), "DeploymentService/Record");

    /// <summary>Reads a page of deployments.</summary>
    /// <exception cref="ApiProblemException">404: this installation has no Operations; 503: it does not answer.</exception>
    public Task<SearchDeploymentsReply> SearchAsync(SearchDeploymentsRequest search, CancellationToken cancellationToken) =>
        RunAsync(Deployments.SearchAsync(search, cancellationToken: cancellationToken), "DeploymentService/Search");

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
                throw ServiceRefusals.Of(exception, OperationsClient.Name, name, "There is no such deployment.");
            }
        }
    }
}
