using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Npgsql;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.Testkit.Hosting;
using Platform.Testkit.Servers;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

/// <summary>JobManager on real servers, with short times where a test would otherwise wait long.</summary>
/// <remarks>
/// What decides that work is lost (leases, claims, jobs queued for long) keeps the product's times: a machine that stands still
/// for some seconds would otherwise give a job a second attempt in the middle of a test of its first. Tests of these have
/// fixtures of their own.
/// </remarks>
public class JobManagerFixture : IAsyncLifetime
{
    private readonly RabbitMqVirtualHost _rabbit = new();
    private readonly RedisInstance _redis = new();
    private RunningService<JobDatabase>? _service;

    public PostgresDatabase Postgres { get; } = new();

    public Guid Owner { get; } = Guid.CreateVersion7();

    public HttpClient Http { get; private set; } = null!;

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
        await StopServiceAsync();
        await Task.WhenAll(Postgres.DisposeAsync(), _rabbit.DisposeAsync(), _redis.DisposeAsync());
    }

    /// <summary>Brings the database up to date once more.</summary>
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
    }

    public async Task StopServiceAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
    }

    public SubmitJob NewJob(string kind = JobKinds.Probe, string input = "{}") => new(Guid.CreateVersion7(), Owner, kind, JsonElement.Parse(input));

    public async Task<SubmitJobsResult> SubmitAsync(params IReadOnlyList<SubmitJob> jobs)
    {
        using HttpResponseMessage response = await PostAsync("submit", new SubmitJobs(jobs), ContractsJson.Default.SubmitJobs);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.SubmitJobsResult))!;
    }

    public Task<HttpResponseMessage> PostAsync<T>(string path, T body, JsonTypeInfo<T> type) => Http.PostAsJsonAsync($"/internal/v1/jobs/{path}", body, type);

    public async Task<JobRecord> GetAsync(Guid id) =>
        (await Http.GetFromJsonAsync($"/internal/v1/jobs/{id}", ContractsJson.Default.JobRecord))!;

    public Task<HttpResponseMessage> ActAsync(Guid id, JobAction action, Actor? actor = null) =>
        PostAsync($"{id}/act", new ActOnJob(actor ?? new Actor(Owner, IsOperator: false), action), ContractsJson.Default.ActOnJob);

    public async Task<IReadOnlyList<JobAttempt>> AttemptsAsync(Guid id) =>
        (await Http.GetFromJsonAsync($"/internal/v1/jobs/{id}/attempts", ContractsJson.Default.IReadOnlyListJobAttempt))!;

    public async Task<IReadOnlyList<JobRecord>> SearchAsync(JobFilter filter, int limit = 200, Guid? before = null, bool withVocabulary = false)
    {
        using HttpResponseMessage response = await PostAsync("search", new JobSearch(filter, limit, before, withVocabulary), ContractsJson.Default.JobSearch);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.JobSearchResult))!.Jobs;
    }

    public async Task<T?> ScalarAsync<T>(string sql, params object[] values)
    {
        await using NpgsqlCommand command = Database.CreateCommand(sql);
        foreach (object value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return (T?)await command.ExecuteScalarAsync();
    }
}
