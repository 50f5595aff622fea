using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager.Inputs;

/// <summary>
/// Calls every method of JobManager's internal API with each field of its request replaced by invalid values.
/// </summary>
public sealed class InternalInputTests(InternalInputTests.OneJob fixture) : IClassFixture<InternalInputTests.OneJob>
{
    private const string Package = "platform.internal.v1.";

    public static TheoryData<string> Methods { get; } = new()
    {
        "JobService/Submit",
        "JobService/Search",
        "JobService/Get",
        "JobService/Act",
        "JobService/ActOnAll",
        "JobService/ReplaceResult",
        "JobService/ListRevisions",
        "JobService/NameRevision",
        "JobService/GetLog",
        "JobService/GetAttempts",
        "JobService/GetWebhookDeliveries",
        "JobService/GetLimits",
        "JobService/GetProgress",
        "AuditService/List",
        "AuditService/Add",
    };

    [Fact]
    public void Every_method_is_tested() => GrpcMethods.Of(fixture.Services).Select(method => $"{method.ServiceName[Package.Length..]}/{method.Name}")
        .ShouldBe(Methods.Cast<object[]>().Select(row => (string)row[0]), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task The_unchanged_request_succeeds(string method)
    {
        using var channel = GrpcChannel.ForAddress(fixture.GrpcAddress);
        var parts = method.Split('/');
        var answer = await CallAnswer<byte[]>.OfAsync(
            channel.CreateCallInvoker().Call(Package + parts[0], parts[1], RequestOf(method).ToByteArray()));
        ((int)answer.StatusCode).ShouldBeOneOf(200, 404, 409);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Mutated_requests_never_cause_an_internal_error(string method)
    {
        using var channel = GrpcChannel.ForAddress(fixture.GrpcAddress);
        var parts = method.Split('/');
        await GrpcInput.SendMutantsAsync(channel.CreateCallInvoker(), Package + parts[0], parts[1], () => RequestOf(method));
    }

    [Fact]
    public async Task A_refusal_names_the_invalid_field()
    {
        var answer = await SearchAsync(new JobFilter { Text = "a\0b" });
        var refusal = answer.Refusal.ShouldNotBeNull();
        refusal.Status.ShouldBe(400);
        refusal.Code.ShouldBe("malformed");
        refusal.Detail.ShouldNotBeNullOrEmpty();
        refusal.Errors.ShouldHaveSingleItem().Field.ShouldBe("filter.text");
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("1969-12-31")]
    [InlineData("9999-12-31")]
    public async Task Times_outside_of_the_supported_years_are_refused(string day)
    {
        var moment = DateTimeOffset.Parse(day + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture).ToTimestamp();
        (await SearchAsync(new JobFilter { CreatedAfter = moment })).Refusal!.Errors.ShouldHaveSingleItem().Field.ShouldBe("filter.created_after");
        (await SearchAsync(new JobFilter { CreatedBefore = moment })).Refusal!.Errors.ShouldHaveSingleItem().Field.ShouldBe("filter.created_before");
    }

    private Task<CallAnswer<SearchJobsReply>> SearchAsync(JobFilter filter) =>
        CallAnswer<SearchJobsReply>.OfAsync(fixture.Calls.SearchAsync(new SearchJobsRequest { Filter = filter, Limit = 10 }));

    private IMessage RequestOf(string method)
    {
        var fresh = Guid.CreateVersion7().ToBytes();
        var job = fixture.Job.ToBytes();
        var owner = fixture.Owner.ToBytes();
        var actor = JobManagerFixture.ActorOf(fixture.Owner);
        var json = ByteString.CopyFromUtf8("{\"a\":1}");
        var early = DateTimeOffset.UnixEpoch.AddYears(55).ToTimestamp();
        var late = DateTimeOffset.UnixEpoch.AddYears(60).ToTimestamp();
        return method switch
        {
            "JobService/Submit" => new SubmitJobsRequest
            {
                Jobs =
                {
                    new SubmittedJob
                    {
                        Id = fresh,
                        OwnerId = owner,
                        Kind = "probe",
                        InputJson = json,
                        Priority = Priority.Normal,
                        Title = "t",
                        Tags = { "a" },
                        StartAt = late,
                        MaxAttempts = 2,
                        TimeoutSeconds = 5,
                        IdempotencyKey = Guid.CreateVersion7().ToString(),
                        Fingerprint = "f",
                        Webhook = new WebhookTarget { Url = "https://example.org", Secret = "0123456789abcdef" },
                        TraceParent = "t",
                        RequestId = "r",
                    },
                },
            },
            "JobService/Search" => new SearchJobsRequest
            {
                Filter = new JobFilter
                {
                    OwnerId = owner,
                    States = { State.Queued },
                    Kinds = { "probe" },
                    Tags = { "a" },
                    Priorities = { Priority.High },
                    Text = "t",
                    CreatedAfter = early,
                    CreatedBefore = late,
                    Ids = { fresh },
                },
                Limit = 10,
                Before = fresh,
            },
            "JobService/Act" => new ActOnJobRequest { Actor = actor, Id = job, Operation = Operation.Cancel },
            "JobService/ActOnAll" => new ActOnJobsRequest
            {
                Actor = actor,
                Operation = Operation.Cancel,
                Filter = new JobFilter { OwnerId = owner, States = { State.Failed }, Text = "t", CreatedAfter = early, CreatedBefore = late, Ids = { fresh } },
                Before = fresh,
            },
            "JobService/ReplaceResult" => new ReplaceResultRequest
            {
                Actor = actor,
                Id = job,
                ExpectedVersion = 1,
                ResultJson = json,
                Revision = new NewRevision { Number = 1, ObjectKey = "captions/a/r1.json", Bytes = 1, IsAutosaved = true, LinkId = fresh },
            },
            "JobService/NameRevision" => new NameRevisionRequest { Actor = actor, Id = job, Number = 1, Name = "Reviewed" },
            "JobService/GetLog" => new GetJobLogRequest { Id = job, OwnerId = owner, After = 1, Limit = 10 },
            "JobService/GetProgress" => new GetProgressRequest { Filter = new JobFilter { OwnerId = owner, Tags = { "a" }, States = { State.Failed }, CreatedAfter = early, CreatedBefore = late } },
            "JobService/GetLimits" => new GetLimitsRequest { OwnerId = owner },
            "AuditService/List" => new ListAuditRequest { Limit = 10, Before = fresh },
            "AuditService/Add" => new AddAuditRequest { Id = fresh, ActorId = owner, Action = "account.deleted", DetailJson = json },
            _ => new GetJobRequest { Id = job, OwnerId = owner },
        };
    }

    public sealed class OneJob : JobManagerFixture, IAsyncLifetime
    {
        public Guid Job { get; private set; }

        public new async Task InitializeAsync()
        {
            await base.InitializeAsync();
            var job = NewJob() with { StartAt = TimeProvider.System.GetUtcNow().AddDays(1) };
            await SubmitAsync(job);
            Job = job.Id;
        }
    }
}
