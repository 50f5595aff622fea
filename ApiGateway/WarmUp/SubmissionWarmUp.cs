using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Submission;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.WarmUp;

namespace Platform.ApiGateway.WarmUp;

/// <summary>Reads, checks and sends a job as a request would, but of a kind that JobManager does not know and so refuses, and looks for it.</summary>
internal sealed class SubmissionWarmUp(JobRules rules, JobManagerClient client, TimeProvider time) : IWarmUpStep
{
    private static ReadOnlySpan<byte> Body => """{"kind":"probe","title":"warm-up","tags":["warm-up"]}"""u8;

    /// <inheritdoc />
    public string Name => "submission";

    /// <inheritdoc />
    public string Dependency => JobManagerClient.Name;

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (id, owner) = (Guid.CreateVersion7(now), Guid.CreateVersion7(now));
        JsonBody.TryParse(Body, GatewayJson.Default.CreateJobRequest, out var request, out _);
        var job = await rules.CheckAsync(request!, id, owner, "", new FieldErrors(), null, cancellationToken);
        var message = SubmittedJobs.Of(owner, job!, null, "POST /api/v1/jobs\n"u8, null, null);
        message.Kind = "warm-up";
        await client.SubmitAsync(new SubmitJobsRequest { Jobs = { message } }, cancellationToken);
        await client.GetAsync(id, owner, cancellationToken);
    }
}
