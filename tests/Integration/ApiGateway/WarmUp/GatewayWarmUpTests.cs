using Platform.ApiGateway.Database;
using Platform.Integration.Broker;
using Platform.Integration.JobManager;
using Platform.Integration.ServiceDefaults.WarmUp;
using Platform.Testkit.Files;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.WarmUp;

/// <summary>The gateway with the real JobManager and Broker behind it.</summary>
public sealed class GatewayWarmUpTests(JobManagerFixture jobs) : IClassFixture<JobManagerFixture>, IAsyncLifetime
{
    private readonly TemporaryFolder _storage = new();
    private BrokerService _broker = null!;
    private RunningService<IdentityDb> _gateway = null!;

    public async Task InitializeAsync()
    {
        _broker = await BrokerService.MigrateAndStartAsync(jobs.Postgres.ConnectionString, jobs.Redis);
        _gateway = new RunningService<IdentityDb>(new Dictionary<string, string>
        {
            [WarmUpFigures.Setting] = WarmUpFigures.LongDelay,
            ["ConnectionStrings:platform"] = jobs.Postgres.ConnectionString,
            ["ConnectionStrings:redis"] = jobs.Redis,
            ["services:job-manager:http:0"] = jobs.Http.BaseAddress!.ToString(),
            ["services:job-manager:grpc:0"] = jobs.GrpcAddress.ToString(),
            ["services:broker:http:0"] = _broker.Http.BaseAddress!.ToString(),
            ["services:broker:grpc:0"] = _broker.GrpcAddress.ToString(),
            ["Storage:Local:Root"] = _storage.Path,
            ["Logging:LogLevel:Default"] = "Warning",
        }).Start();
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _broker.DisposeAsync();
        _storage.Dispose();
    }

    /// <summary>The steps fail until there are tables, and run again.</summary>
    [Fact]
    public async Task The_ways_of_requests_run_once_and_leave_nothing_behind()
    {
        await GatewayFixture.MigrateAsync(_gateway.Services);
        using var client = new HttpClient { BaseAddress = _gateway.Address };

        await WarmUpFigures.ShouldBeCompleteAndCountForNobodyAsync(client, "http_requests_total", "http_errors_total", "auth_access_denied_total", "auth_attempts_total");

        foreach (var table in (string[])["jobs.jobs", "broker.messages", "identity.users", "identity.sessions", "identity.api_keys"])
        {
            (await jobs.ScalarAsync<long>($"SELECT count(*) FROM {table}")).ShouldBe(0, table);
        }
    }
}
