using System.Text.Json;
using Google.Protobuf;
using Grpc.Net.Client;
using Npgsql;
using Platform.ApiGateway.JobManagement;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.Testkit.Hosting;
using Platform.Testkit.Servers;
using Xunit;

namespace Platform.Integration.JobManager;

/// <summary>JobManager with real servers, and short intervals where tests would otherwise wait.</summary>
/// <remarks>
/// The times after which work is considered lost (leases, claims, long queued jobs) are those of the product: a machine that pauses
/// for some seconds would otherwise give a job a second attempt in the middle of a test of its first. Tests of these have
/// fixtures of their own.
/// </remarks>
public class JobManagerFixture : IAsyncLifetime
{
    private readonly RabbitMqVirtualHost _rabbit = new();
    private readonly RedisInstance _redis = new();
    private RunningService<JobDatabase>? _service;
    private GrpcChannel? _channel;

    public PostgresDatabase Postgres { get; } = new();

    public Guid Owner { get; } = Guid.CreateVersion7();

    public HttpClient Http { get; private set; } = null!;

    /// <summary>The address of the gRPC endpoint.</summary>
    public Uri GrpcAddress => _service!.GrpcAddress;

    /// <summary>A client that makes each call separately.</summary>
    public JobService.JobServiceClient Calls { get; private set; } = null!;

    /// <summary>A client as the gateway uses it.</summary>
    internal JobManagerClient Client { get; private set; } = null!;

    public NpgsqlDataSource Database => Postgres.DataSource;

    public string RabbitMq => _rabbit.ConnectionString;

    public string Redis => _redis.ConnectionString;

    public IServiceProvider Services => _service!.Services;

    protected virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Retries:FirstDelay"] = "00:00:00.200",
        ["Retries:MaxRescues"] = "2",
        ["Dispatch:ReclaimInterval"] = "00:00:00.300",
        ["Backlog:SampleInterval"] = "00:00:00.500",
        ["Webhooks:AllowedHosts:0"] = "127.0.0.1",
        ["Webhooks:FirstDelay"] = "00:00:00.100",
        ["Webhooks:MaxAttempts"] = "3",
    };

    public async Task InitializeAsync()
    {
        await Task.WhenAll(Postgres.InitializeAsync("jobs", Migrations.JobsAsync), _rabbit.InitializeAsync(), _redis.InitializeAsync());
        Start();
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        _channel?.Dispose();
        await StopServiceAsync();
        await Task.WhenAll(Postgres.DisposeAsync(), _rabbit.DisposeAsync(), _redis.DisposeAsync());
    }

    /// <summary>Runs the migrations again.</summary>
    public Task MigrateAsync() => Migrations.JobsAsync(Postgres.ConnectionString);

    public void Start()
    {
        var settings = new Dictionary<string, string>(Settings)
        {
            ["ConnectionStrings:platform"] = Postgres.ConnectionString,
            ["ConnectionStrings:messaging"] = RabbitMq,
            ["ConnectionStrings:redis"] = Redis,
            ["Logging:LogLevel:Default"] = "Warning",
        };
        _service = new RunningService<JobDatabase>(settings).Start();
        Http = new HttpClient { BaseAddress = _service.Address };
        _channel?.Dispose();
        _channel = GrpcChannel.ForAddress(_service.GrpcAddress, new GrpcChannelOptions
        {
            MaxReceiveMessageSize = GrpcLimits.MaxCallBytes,
            MaxSendMessageSize = GrpcLimits.MaxCallBytes,
            ThrowOperationCanceledOnCancellation = true,
        });
        Calls = new JobService.JobServiceClient(_channel);
        Client = new JobManagerClient(_channel.CreateCallInvoker());
    }

    public async Task StopServiceAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
    }

    public SubmitJob NewJob(string kind = JobKinds.Probe, string input = "{}") => new(Guid.CreateVersion7(), Owner, kind, JsonElement.Parse(input));

    public async Task<SubmitJobsResult> SubmitAsync(params IReadOnlyList<SubmitJob> jobs) => SubmitJobsResult.Of((await TrySubmitAsync(jobs)).Required);

    internal Task<CallAnswer<SubmitJobsReply>> TrySubmitAsync(params IReadOnlyList<SubmitJob> jobs) =>
        CallAnswer<SubmitJobsReply>.OfAsync(Calls.SubmitAsync(new SubmitJobsRequest { Jobs = { jobs.Select(job => job.ToMessage()) } }));

    internal async Task<JobRecord> GetAsync(Guid id) => (await Client.GetAsync(id, null, CancellationToken.None))!;

    internal Task<CallAnswer<ActOnJobReply>> ActAsync(Guid id, JobAction action, Actor? actor = null) => CallAnswer<ActOnJobReply>.OfAsync(
        Calls.ActAsync(new ActOnJobRequest { Actor = actor ?? ActorOf(Owner), Id = id.ToBytes(), Operation = JobMessages.ToOperation(action) }));

    internal Task<CallAnswer<ActOnJobsReply>> ActOnAllAsync(
        Actor actor, JobAction action, JobCriteria filter, Guid? before = null, CancellationToken cancellationToken = default) => CallAnswer<ActOnJobsReply>.OfAsync(
        Calls.ActOnAllAsync(
            new ActOnJobsRequest { Actor = actor, Operation = JobMessages.ToOperation(action), Filter = JobMessages.ToFilter(filter), Before = before.ToBytes() },
            cancellationToken: cancellationToken));

    internal Task<CallAnswer<ReplaceResultReply>> ReplaceResultAsync(Guid id, Actor actor, long version, string result, NewRevision? revision = null) =>
        CallAnswer<ReplaceResultReply>.OfAsync(Calls.ReplaceResultAsync(
            new ReplaceResultRequest { Actor = actor, Id = id.ToBytes(), ExpectedVersion = version, ResultJson = ByteString.CopyFromUtf8(result), Revision = revision }));

    internal async Task<IReadOnlyList<JobAttempt>> AttemptsAsync(Guid id) => (await Client.GetAttemptsAsync(id, null, CancellationToken.None))!;

    internal async Task<IReadOnlyList<WebhookDelivery>> DeliveriesAsync(Guid id) => (await Client.GetWebhookDeliveriesAsync(id, null, CancellationToken.None))!;

    internal Task<IReadOnlyList<AuditEntry>> AuditAsync() => Client.GetAuditAsync(100, null, CancellationToken.None);

    internal Task<CallAnswer<SearchJobsReply>> TrySearchAsync(JobCriteria filter, int limit) =>
        CallAnswer<SearchJobsReply>.OfAsync(Calls.SearchAsync(new JobSearch(filter, limit).ToRequest()));

    internal async Task<IReadOnlyList<JobRecord>> SearchAsync(JobCriteria filter, int limit = 200, Guid? before = null, bool withVocabulary = false) =>
        (await Client.SearchAsync(new JobSearch(filter, limit, before, withVocabulary), CancellationToken.None)).Jobs;

    internal static Actor ActorOf(Guid user, bool isOperator = false) => new() { UserId = user.ToBytes(), IsOperator = isOperator };

    public async Task<T?> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return (T?)await command.ExecuteScalarAsync();
    }
}
