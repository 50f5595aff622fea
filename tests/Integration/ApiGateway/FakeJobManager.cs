using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.JobManagement;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Integration.JobManager;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.Integration.ApiGateway;

/// <summary>JobManager's internal contract in memory.</summary>
public sealed class FakeJobManager : FakeService
{
    private readonly ConcurrentDictionary<(Guid Owner, string Key), (string Fingerprint, SubmitResult Result)> _keys = new();

    internal ConcurrentDictionary<Guid, JobRecord> Jobs { get; } = new();

    public ConcurrentQueue<SubmitJob> Submitted { get; } = new();

    public ConcurrentQueue<int> Groups { get; } = new();

    public ConcurrentDictionary<Guid, List<JobLogEntry>> Logs { get; } = new();

    public ConcurrentQueue<ActOnJobsRequest> BulkActions { get; } = new();

    /// <summary>The revisions that edits have made, by job.</summary>
    public ConcurrentDictionary<Guid, List<StoredRevision>> Revisions { get; } = new();

    /// <summary>The object keys that the next edits report as dropped.</summary>
    public ConcurrentQueue<string> Dropped { get; } = new();

    public bool IsFull { get; set; }

    /// <summary>Why it is full, where it is for the caller alone.</summary>
    public string? FullDetail { get; set; }

    /// <summary>Comes before a group is accepted, and may refuse it by an exception.</summary>
    public Func<SubmitJobsRequest, Task>? BeforeSubmit { get; set; }

    public static Task<FakeJobManager> StartAsync() => StartAsync(new FakeJobManager());

    /// <summary>Changes a job as JobManager would: with the next version.</summary>
    internal JobRecord Change(Guid id, Func<JobRecord, JobRecord> change) =>
        Jobs.AddOrUpdate(id, _ => throw new KeyNotFoundException(), (_, j) => change(j) with { Version = j.Version + 1 });

    protected override void AddServices(IServiceCollection services) => services.AddSingleton(this);

    protected override void MapRoutes(WebApplication app)
    {
        app.MapGrpcService<JobCalls>();
        app.MapGrpcService<AuditCalls>();
    }

    private JobRecord Find(ByteString id, Guid? owner) => Jobs.TryGetValue(id.ToGuid(), out var job) && (owner is null || job.OwnerId == owner)
        ? job
        : throw new RpcException(new Status(StatusCode.NotFound, ""));

    private static Guid? OwnerOf(Actor actor) => actor.IsOperator ? null : actor.UserId.ToGuid();

    private SubmitResult Submit(SubmittedJob message)
    {
        var job = SubmitJob.Of(message);
        Submitted.Enqueue(job);
        var now = TimeProvider.System.GetUtcNow();
        if (IsFull)
        {
            var full = new SubmitResult { Id = message.Id, Outcome = SubmitOutcome.BacklogFull, State = State.Queued, CreatedAt = now.ToTimestamp() };
            if (FullDetail is { } detail)
            {
                full.Detail = detail;
            }

            return full;
        }

        var state = job.StartAt > now ? JobState.Scheduled : JobState.Queued;
        var result = new SubmitResult { Id = message.Id, Outcome = SubmitOutcome.Accepted, State = (State)(int)state, CreatedAt = now.ToTimestamp() };
        if (job.IdempotencyKey is { } key)
        {
            var (fingerprint, first) = _keys.GetOrAdd((job.OwnerId, key), (job.Fingerprint!, result));
            if (first.Id != message.Id)
            {
                var again = first.Clone();
                again.Outcome = fingerprint == job.Fingerprint ? SubmitOutcome.Replayed : SubmitOutcome.KeyReused;
                return again;
            }
        }

        Jobs[job.Id] = new JobRecord(
            job.Id, job.OwnerId, job.Kind, state, job.Priority, job.Title, job.Tags ?? [], job.Input, 0, 0, job.MaxAttempts ?? 3, job.TimeoutSeconds,
            null, null, null, false, 1, now, job.StartAt, null, null, job.Webhook?.Url, job.TraceParent);
        return result;
    }

    private SearchJobsReply Search(SearchJobsRequest search)
    {
        var filter = search.Filter;
        var owner = filter.OwnerId.ToGuidOrNull();
        var before = search.Before.ToGuidOrNull()?.ToString();
        var found = Jobs.Values
            .Where(j => (owner is null || j.OwnerId == owner)
                && (filter.States.Count == 0 || filter.States.Any(state => (int)state == (int)j.State))
                && (filter.Kinds.Count == 0 || filter.Kinds.Contains(j.Kind))
                && (filter.Ids.Count == 0 || filter.Ids.Contains(j.Id.ToBytes()))
                && filter.Tags.All(j.Tags.Contains)
                && (!filter.HasText || j.Title?.Contains(filter.Text, StringComparison.OrdinalIgnoreCase) == true
                    || j.Id.ToString().Contains(filter.Text, StringComparison.OrdinalIgnoreCase) || j.Input.GetRawText().Contains(filter.Text, StringComparison.OrdinalIgnoreCase))
                && (before is null || string.CompareOrdinal(j.Id.ToString(), before) < 0))
            .OrderByDescending(j => j.Id.ToString(), StringComparer.Ordinal)
            .Take(search.Limit + 1)
            .ToArray();
        var page = found.Take(search.Limit).ToArray();
        var reply = new SearchJobsReply { Jobs = { page.Select(ToMessage) } };
        if (found.Length > page.Length)
        {
            reply.Next = page[^1].Id.ToBytes();
        }

        return reply;
    }

    private ActOnJobReply Act(ActOnJobRequest act)
    {
        var job = Find(act.Id, OwnerOf(act.Actor));
        switch (act.Operation)
        {
            case Operation.Delete when job.State is JobState.Queued or JobState.Running or JobState.Scheduled:
                throw new RpcException(new Status(StatusCode.FailedPrecondition, ""));
            case Operation.Delete:
                Jobs.TryRemove(job.Id, out _);
                return new ActOnJobReply();
            case Operation.Cancel:
                return new ActOnJobReply { Job = ToMessage(Change(job.Id, j => j with { State = JobState.Cancelled })) };
            default:
                return new ActOnJobReply { Job = ToMessage(Change(job.Id, j => j with { State = JobState.Queued })) };
        }
    }

    private ReplaceResultReply Replace(ReplaceResultRequest replace)
    {
        var job = Find(replace.Id, OwnerOf(replace.Actor));
        var next = job with { Version = job.Version + 1, Result = System.Text.Json.JsonElement.Parse(replace.ResultJson.Span) };
        if (job.Version != replace.ExpectedVersion || !Jobs.TryUpdate(job.Id, next, job))
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, ""));
        }

        var reply = new ReplaceResultReply { Job = ToMessage(next) };
        var revisions = Revisions.GetOrAdd(job.Id, _ => []);
        lock (revisions)
        {
            revisions.Add(new StoredRevision
            {
                Number = replace.Revision.Number,
                ObjectKey = replace.Revision.ObjectKey,
                Bytes = replace.Revision.Bytes,
                SavedBy = replace.Revision.LinkId.IsEmpty ? replace.Actor.UserId : replace.Revision.LinkId,
                SavedAt = TimeProvider.System.GetUtcNow().ToTimestamp(),
            });
        }

        while (Dropped.TryDequeue(out var dropped))
        {
            reply.DroppedObjects.Add(dropped);
        }

        return reply;
    }

    private StoredRevision Name(NameRevisionRequest name)
    {
        var job = Find(name.Id, OwnerOf(name.Actor));
        var revision = Revisions.GetValueOrDefault(job.Id)?.Find(known => known.Number == name.Number) ?? throw new RpcException(new Status(StatusCode.FailedPrecondition, ""));
        if (name.HasName)
        {
            revision.Name = name.Name;
        }
        else
        {
            revision.ClearName();
        }

        return revision;
    }

    private static Job ToMessage(JobRecord job)
    {
        var message = new Job
        {
            Id = job.Id.ToBytes(),
            OwnerId = job.OwnerId.ToBytes(),
            Kind = job.Kind,
            State = (State)(int)job.State,
            Priority = (Priority)(int)job.Priority,
            Tags = { job.Tags },
            InputJson = ByteString.CopyFromUtf8(job.Input.GetRawText()),
            Attempt = job.Attempt,
            Failures = job.Failures,
            MaxAttempts = job.MaxAttempts,
            Error = job.Error is { } error ? new AttemptError { Code = error.Code, Message = error.Message, IsRetryable = error.Retryable } : null,
            CancelRequested = job.CancelRequested,
            Version = job.Version,
            CreatedAt = job.CreatedAt.ToTimestamp(),
            ScheduledFor = job.ScheduledFor?.ToTimestamp(),
            StartedAt = job.StartedAt?.ToTimestamp(),
            FinishedAt = job.FinishedAt?.ToTimestamp(),
            IsUnreadable = job.Unreadable == true,
        };
        if (job.Progress is { } progress)
        {
            message.Progress = new StepProgress { Percent = progress.Percent, Step = progress.Step };
            if (progress.Cues is { } cues)
            {
                message.Progress.Cues = cues;
            }
        }

        if (job.Title is { } title)
        {
            message.Title = title;
        }

        if (job.Result is { } result)
        {
            message.ResultJson = ByteString.CopyFromUtf8(result.GetRawText());
        }

        if (job.WebhookUrl is { } webhook)
        {
            message.WebhookUrl = webhook;
        }

        if (job.TraceParent is { } trace)
        {
            message.TraceParent = trace;
        }

        return message;
    }

    private sealed class JobCalls(FakeJobManager fake) : JobService.JobServiceBase
    {
        public override async Task<SubmitJobsReply> Submit(SubmitJobsRequest request, ServerCallContext context)
        {
            if (fake.BeforeSubmit is { } before)
            {
                await before(request);
            }

            fake.Groups.Enqueue(request.Jobs.Count);
            var reply = new SubmitJobsReply { Results = { request.Jobs.Select(fake.Submit).ToArray() } };
            if (fake.IsFull)
            {
                reply.RetryAfterSeconds = 3;
            }

            return reply;
        }

        public override Task<SearchJobsReply> Search(SearchJobsRequest request, ServerCallContext context) => Task.FromResult(fake.Search(request));

        public override Task<Job> Get(GetJobRequest request, ServerCallContext context) =>
            Task.FromResult(ToMessage(fake.Find(request.Id, request.OwnerId.ToGuidOrNull())));

        public override Task<GetProgressReply> GetProgress(GetProgressRequest request, ServerCallContext context)
        {
            var states = fake.Search(new SearchJobsRequest { Filter = request.Filter, Limit = 1000 }).Jobs.Select(job => job.State).ToList();
            var ended = states.Count(state => state is State.Succeeded or State.Failed or State.Cancelled);
            return Task.FromResult(new GetProgressReply
            {
                Total = states.Count,
                Ended = ended,
                Failed = states.Count(state => state is State.Failed or State.Cancelled),
                Percent = states.Count == 0 ? 0 : 100.0 * ended / states.Count,
            });
        }

        public override Task<ActOnJobReply> Act(ActOnJobRequest request, ServerCallContext context) => Task.FromResult(fake.Act(request));

        public override Task<ActOnJobsReply> ActOnAll(ActOnJobsRequest request, ServerCallContext context)
        {
            fake.BulkActions.Enqueue(request);
            return Task.FromResult(new ActOnJobsReply { Matched = 2, Changed = 1 });
        }

        public override Task<ReplaceResultReply> ReplaceResult(ReplaceResultRequest request, ServerCallContext context) => Task.FromResult(fake.Replace(request));

        public override Task<ListRevisionsReply> ListRevisions(GetJobRequest request, ServerCallContext context)
        {
            var job = fake.Find(request.Id, request.OwnerId.ToGuidOrNull());
            return Task.FromResult(new ListRevisionsReply { Revisions = { fake.Revisions.GetValueOrDefault(job.Id) ?? [] } });
        }

        public override Task<StoredRevision> NameRevision(NameRevisionRequest request, ServerCallContext context) => Task.FromResult(fake.Name(request));

        public override Task<GetJobLogReply> GetLog(GetJobLogRequest request, ServerCallContext context)
        {
            var job = fake.Find(request.Id, request.OwnerId.ToGuidOrNull());
            var lines = fake.Logs.GetOrAdd(job.Id, _ => []).Where(line => line.Sequence > request.After).Take(request.Limit);
            return Task.FromResult(new GetJobLogReply
            {
                Lines =
                {
                    lines.Select(line => new StoredLogLine
                    {
                        Sequence = line.Sequence, Attempt = line.Attempt, Time = line.Time.ToTimestamp(), Level = line.Level, Message = line.Message,
                    }),
                },
            });
        }

        public override Task<GetJobAttemptsReply> GetAttempts(GetJobRequest request, ServerCallContext context)
        {
            fake.Find(request.Id, request.OwnerId.ToGuidOrNull());
            return Task.FromResult(new GetJobAttemptsReply { Attempts = { new StoredAttempt { Attempt = 1, WorkerId = "w" } } });
        }

        public override Task<GetWebhookDeliveriesReply> GetWebhookDeliveries(GetJobRequest request, ServerCallContext context)
        {
            fake.Find(request.Id, request.OwnerId.ToGuidOrNull());
            return Task.FromResult(new GetWebhookDeliveriesReply());
        }
    }

    private sealed class AuditCalls : AuditService.AuditServiceBase
    {
        public override Task<ListAuditReply> List(ListAuditRequest request, ServerCallContext context) => Task.FromResult(new ListAuditReply());
    }
}
