using Grpc.Core;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Operations.Deployments;

/// <summary>The gRPC service that records and shows deployments. Who may do what is the gateway's to say.</summary>
internal sealed class DeploymentApi(DeploymentStore store, DeploymentRecorder recorder) : DeploymentService.DeploymentServiceBase
{
    private const int MaxDeployments = 200;
    private const int MaxText = 100;
    private const int MaxWho = 320;

    public override Task<RecordDeploymentReply> Record(RecordDeploymentRequest request, ServerCallContext context)
    {
        Demand.That(request.Service.Length is > 0 and <= MaxText, "service", "1 to 100 characters.");
        Demand.That(request.Version.Length is > 0 and <= MaxText, "version", "1 to 100 characters.");
        Demand.That(!request.HasCommit || request.Commit.Length is > 0 and <= MaxText, "commit", "1 to 100 characters.");
        Demand.That(request.Who.Length is > 0 and <= MaxWho, "who", "1 to 320 characters.");
        Demand.Moment(request.StartedAt?.ToDateTimeOffset(), "started_at");
        return recorder.RecordAsync(request, context.CancellationToken);
    }

    public override Task<SearchDeploymentsReply> Search(SearchDeploymentsRequest request, ServerCallContext context)
    {
        Demand.Range(request.Limit, 1, MaxDeployments, "limit");
        Demand.That(!request.HasService || request.Service.Length <= MaxText, "service", "At most 100 characters.");
        return store.SearchAsync(request, context.CancellationToken);
    }
}
