using Google.Protobuf;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.WarmUp;

namespace Platform.JobManager.WarmUp;

/// <summary>Calls the service's own gRPC API once: it submits a job of a kind that does not exist, which is refused, and looks for jobs of a stranger.</summary>
internal sealed class JobCallWarmUp(OwnService own, TimeProvider time) : IWarmUpStep
{
    /// <inheritdoc />
    public string Name => "calls";

    /// <inheritdoc />
    public string Dependency => "postgres";

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var channel = own.CreateChannel();
        if (channel is null)
        {
            return;
        }

        var client = new JobService.JobServiceClient(channel);
        var job = new SubmittedJob
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()).ToBytes(),
            OwnerId = Guid.CreateVersion7(time.GetUtcNow()).ToBytes(),
            Kind = "warm-up",
            InputJson = ByteString.CopyFromUtf8("{}"),
        };
        await client.SubmitAsync(new SubmitJobsRequest { Jobs = { job } }, cancellationToken: cancellationToken);
        await client.SearchAsync(new SearchJobsRequest { Filter = new JobFilter { OwnerId = job.OwnerId }, Limit = 1 }, cancellationToken: cancellationToken);
    }
}
