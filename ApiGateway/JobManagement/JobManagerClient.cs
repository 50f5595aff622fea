using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Platform.ApiGateway.InternalCalls;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.ApiGateway.JobManagement;

/// <summary>Calls JobManager. If it is unavailable, requests end with the problem <c>dependency</c>.</summary>
internal sealed class JobManagerClient([FromKeyedServices(JobManagerClient.Name)] CallInvoker invoker)
{
    public const string Name = "job-manager";

    private readonly JobService.JobServiceClient _jobs = new(invoker);
    private readonly AuditService.AuditServiceClient _audit = new(invoker);

    /// <summary>Submits a group of jobs.</summary>
    public Task<SubmitJobsReply> SubmitAsync(SubmitJobsRequest request, CancellationToken cancellationToken) =>
        RunAsync(_jobs.SubmitAsync(request, cancellationToken: cancellationToken), "JobService/Submit");

    public async Task<JobSearchResult> SearchAsync(JobSearch search, CancellationToken cancellationToken) =>
        (await RunAsync(_jobs.SearchAsync(search.ToRequest(), cancellationToken: cancellationToken), "JobService/Search")).ToResult();

    /// <summary>Gets how far all jobs that match are together; null while JobManager is of the version before.</summary>
    public async Task<JobsProgress?> GetProgressAsync(JobCriteria filter, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetProgressRequest { Filter = new JobSearch(filter, 1).ToRequest().Filter };
            var reply = await RunAsync(_jobs.GetProgressAsync(request, cancellationToken: cancellationToken), "JobService/GetProgress");
            return new JobsProgress(reply.Total, reply.Ended, reply.Failed, reply.Percent);
        }
        catch (ServiceFaultException fault) when (fault.InnerException is RpcException { StatusCode: StatusCode.Unimplemented })
        {
            return null;
        }
    }

    /// <summary>Gets a job; null if there is none that this owner may see.</summary>
    public async Task<JobRecord?> GetAsync(Guid id, Guid? owner, CancellationToken cancellationToken) =>
        (await FindAsync(_jobs.GetAsync(Request(id, owner), cancellationToken: cancellationToken), "JobService/Get"))?.ToRecord();

    public async Task<JobLogPage?> GetLogAsync(Guid id, Guid? owner, long? after, int limit, CancellationToken cancellationToken)
    {
        var request = new GetJobLogRequest { Id = id.ToBytes(), OwnerId = owner.ToBytes(), After = after ?? 0, Limit = limit };
        return (await FindAsync(_jobs.GetLogAsync(request, cancellationToken: cancellationToken), "JobService/GetLog"))?.ToPage();
    }

    public async Task<IReadOnlyList<JobAttempt>?> GetAttemptsAsync(Guid id, Guid? owner, CancellationToken cancellationToken) =>
        await FindAsync(_jobs.GetAttemptsAsync(Request(id, owner), cancellationToken: cancellationToken), "JobService/GetAttempts") is { } found
            ? [.. found.Attempts.Select(JobMessages.ToAttempt)]
            : null;

    public async Task<IReadOnlyList<WebhookDelivery>?> GetWebhookDeliveriesAsync(Guid id, Guid? owner, CancellationToken cancellationToken) =>
        await FindAsync(_jobs.GetWebhookDeliveriesAsync(Request(id, owner), cancellationToken: cancellationToken), "JobService/GetWebhookDeliveries") is { } found
            ? [.. found.Deliveries.Select(JobMessages.ToDelivery)]
            : null;

    /// <summary>Gets how many long jobs of a user run and wait, and what limits them; null while JobManager is of the version before.</summary>
    public async Task<JobLimitsResponse?> GetLimitsAsync(Guid owner, CancellationToken cancellationToken)
    {
        try
        {
            return (await RunAsync(_jobs.GetLimitsAsync(new GetLimitsRequest { OwnerId = owner.ToBytes() }, cancellationToken: cancellationToken), "JobService/GetLimits"))
                .ToResponse();
        }
        catch (ServiceFaultException fault) when (fault.InnerException is RpcException { StatusCode: StatusCode.Unimplemented })
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<AuditEntry>> GetAuditAsync(int limit, Guid? before, CancellationToken cancellationToken)
    {
        var request = new ListAuditRequest { Limit = limit, Before = before.ToBytes() };
        var found = await RunAsync(_audit.ListAsync(request, cancellationToken: cancellationToken), "AuditService/List");
        return [.. found.Entries.Select(JobMessages.ToEntry)];
    }

    /// <summary>Adds an entry to the audit log; idempotent.</summary>
    /// <param name="id">The id of the entry, a UUIDv7 with the time of the action.</param>
    /// <param name="actor">The acting user.</param>
    /// <param name="action">The action, such as <c>account.deleted</c>; at most 50 characters.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task NoteAsync(Guid id, Guid actor, string action, CancellationToken cancellationToken)
    {
        var request = new AddAuditRequest { Id = id.ToBytes(), ActorId = actor.ToBytes(), Action = action };
        return RunAsync(_audit.AddAsync(request, cancellationToken: cancellationToken), "AuditService/Add");
    }

    /// <summary>Acts on a job; null if it was deleted.</summary>
    /// <exception cref="ApiProblemException">404, 409, or 429 if the backlog is full.</exception>
    public async Task<JobRecord?> ActAsync(Guid id, Actor actor, JobAction action, CancellationToken cancellationToken)
    {
        var request = new ActOnJobRequest { Actor = actor, Id = id.ToBytes(), Operation = JobMessages.ToOperation(action) };
        return (await RunAsync(_jobs.ActAsync(request, cancellationToken: cancellationToken), "JobService/Act")).Job?.ToRecord();
    }

    /// <summary>Acts on all jobs that match.</summary>
    /// <param name="actor">The acting user.</param>
    /// <param name="action">The action.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="before">Where an earlier call with the same filter stopped.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ActedOnJobs> ActOnAllAsync(Actor actor, JobAction action, JobCriteria filter, Guid? before, CancellationToken cancellationToken)
    {
        var request = new ActOnJobsRequest
        {
            Actor = actor,
            Operation = JobMessages.ToOperation(action),
            Filter = JobMessages.ToFilter(filter),
            Before = before.ToBytes(),
        };
        return (await RunAsync(_jobs.ActOnAllAsync(request, cancellationToken: cancellationToken), "JobService/ActOnAll")).ToResult();
    }

    /// <summary>Replaces a job's result by that of an edited revision of its captions.</summary>
    /// <param name="id">The job.</param>
    /// <param name="actor">The acting user.</param>
    /// <param name="version">The version that was edited.</param>
    /// <param name="result">The new result.</param>
    /// <param name="revision">The new revision.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The keys of documents whose revisions are no longer kept.</returns>
    /// <exception cref="ApiProblemException">404 or 409; 429 if the quota of revisions is exceeded.</exception>
    public async Task<IReadOnlyList<string>> ReplaceResultAsync(
        Guid id, Actor actor, long version, JsonElement result, NewRevision revision, CancellationToken cancellationToken)
    {
        var request = new ReplaceResultRequest
        {
            Actor = actor,
            Id = id.ToBytes(),
            ExpectedVersion = version,
            ResultJson = ByteString.CopyFromUtf8(result.GetRawText()),
            Revision = revision,
        };
        return (await RunAsync(_jobs.ReplaceResultAsync(request, cancellationToken: cancellationToken), "JobService/ReplaceResult")).DroppedObjects;
    }

    /// <summary>Lists the kept revisions of a job's captions that edits have made, newest first; null if there is no such job.</summary>
    public async Task<IReadOnlyList<RevisionRecord>?> ListRevisionsAsync(Guid id, Guid? owner, CancellationToken cancellationToken) =>
        await FindAsync(_jobs.ListRevisionsAsync(Request(id, owner), cancellationToken: cancellationToken), "JobService/ListRevisions") is { } found
            ? [.. found.Revisions.Select(JobMessages.ToRevision)]
            : null;

    /// <summary>Names a revision of a job's captions, or removes its name.</summary>
    /// <exception cref="ApiProblemException">404; 409 if this revision cannot have a name; 429 if too many have one.</exception>
    public async Task<RevisionRecord> NameRevisionAsync(Guid id, Actor actor, int number, string? name, CancellationToken cancellationToken)
    {
        var request = new NameRevisionRequest { Actor = actor, Id = id.ToBytes(), Number = number };
        if (name is not null)
        {
            request.Name = name;
        }

        return JobMessages.ToRevision(await RunAsync(_jobs.NameRevisionAsync(request, cancellationToken: cancellationToken), "JobService/NameRevision"));
    }

    private static GetJobRequest Request(Guid id, Guid? owner) => new() { Id = id.ToBytes(), OwnerId = owner.ToBytes() };

    private static async Task<T?> FindAsync<T>(AsyncUnaryCall<T> call, string name)
        where T : class
    {
        try
        {
            return await RunAsync(call, name);
        }
        catch (ApiProblemException refusal) when (refusal.Problem.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    private static async Task<T> RunAsync<T>(AsyncUnaryCall<T> call, string name)
    {
        using (call)
        {
            try
            {
                return await call;
            }
            catch (RpcException exception)
            {
                throw ServiceRefusals.Of(exception, Name, name, "There is no such job.");
            }
        }
    }
}
