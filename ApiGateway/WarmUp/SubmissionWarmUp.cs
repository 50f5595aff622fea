using System.Diagnostics;
using System.Net.Mime;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Submission;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.WarmUp;

namespace Platform.ApiGateway.WarmUp;

/// <summary>
/// Reads, checks and sends a job as a request would, and looks for it. Both the route and JobManager are given a kind that they do not know, so that
/// they refuse it.
/// </summary>
internal sealed class SubmissionWarmUp(JobSubmission route, JobRules rules, JobManagerClient client, TimeProvider time) : IWarmUpStep
{
    private const string UnknownKind = "warm-up";

    private static readonly byte[] s_known = """{"kind":"probe","title":"warm-up","tags":["warm-up"]}"""u8.ToArray();
    private static readonly byte[] s_unknown = """{"kind":"warm-up","title":"warm-up","tags":["warm-up"]}"""u8.ToArray();

    /// <inheritdoc />
    public string Name => "submission";

    /// <inheritdoc />
    public string Dependency => JobManagerClient.Name;

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (id, owner) = (Guid.CreateVersion7(now), Guid.CreateVersion7(now));
        await HandleAsync(owner, cancellationToken);
        if (!JsonBody.TryParse(s_known, GatewayJson.Default.CreateJobRequest, out var request, out _) || request is null)
        {
            throw new UnreachableException();
        }

        var job = await rules.CheckAsync(request, id, owner, "", new FieldErrors(), null, cancellationToken);
        var message = SubmittedJobs.Of(owner, job!, null, "POST /api/v1/jobs\n"u8, null, null);
        message.Kind = UnknownKind;
        await client.SubmitAsync(new SubmitJobsRequest { Jobs = { message } }, cancellationToken);
        await client.GetAsync(id, owner, cancellationToken);
    }

    /// <summary>Has the route handle a request of a user who does not exist, in memory, because no credential could be valid for him.</summary>
    private async Task HandleAsync(Guid user, CancellationToken cancellationToken)
    {
        var context = new DefaultHttpContext
        {
            User = new Caller(user, "", false, null, null, Scopes.All, Name),
            RequestAborted = cancellationToken,
            Request = { Method = HttpMethods.Post, ContentType = MediaTypeNames.Application.Json, ContentLength = s_unknown.Length, Body = new MemoryStream(s_unknown) },
        };
        await route.SubmitAsync(context);
        if (context.Response.StatusCode != StatusCodes.Status422UnprocessableEntity)
        {
            throw new InvalidOperationException($"The route answered {context.Response.StatusCode}.");
        }
    }
}
