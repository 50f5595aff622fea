using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Submission;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>Names that nobody answers for keep a batch for one deadline, and only those who sent them.</summary>
[Collection(GatewayCollection.Name)]
public sealed class SlowNamesTests(GatewayFixture gateway)
{
    [Fact]
    public async Task All_host_names_of_a_batch_share_one_deadline_and_unresolved_ones_are_named()
    {
        var silent = new TaskCompletionSource<IPAddress[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var service = new RunningService<IdentityDb>(
            new Dictionary<string, string>
            {
                ["ConnectionStrings:platform"] = gateway.Database.ConnectionString,
                ["ConnectionStrings:redis"] = gateway.Redis.ConnectionString,
                ["services:job-manager:http:0"] = gateway.JobManager.Address.ToString(),
                ["Storage:Local:Root"] = gateway.StorageFolder,
                ["Logging:LogLevel:Default"] = "Warning",
            },
            services => services.AddSingleton<NameLookUp>((host, _) => host.StartsWith("slow", StringComparison.Ordinal) ? silent.Task : Task.FromResult<IPAddress[]>([IPAddress.Parse("192.0.43.8")]))).Start();
        using var slow = await ClientAsync(service.Address);
        using var other = await ClientAsync(service.Address);

        var started = Stopwatch.GetTimestamp();
        using var refused = await slow.PostAsJsonAsync("/api/v1/jobs/batch", Batch("slow"));
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(30), "one after another they would take 200 s");
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var errors = (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Enumerable.Range(0, 100).ShouldAllBe(i => errors.GetProperty($"jobs[{i}].input.url")[0].GetString()!.Contains("in time", StringComparison.Ordinal));

        using var alone = await slow.PostAsJsonAsync("/api/v1/jobs", Job("slow-alone"));
        alone.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await alone.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("input.url", out _).ShouldBeTrue();

        // Whoever sends such names has the turns of nobody else.
        using var beside = await other.PostAsJsonAsync("/api/v1/jobs/batch", Batch("fast"));
        beside.StatusCode.ShouldBe(HttpStatusCode.Accepted, await beside.Content.ReadAsStringAsync());

        silent.SetResult([IPAddress.Parse("192.0.43.8")]);
        using var again = await slow.PostAsJsonAsync("/api/v1/jobs/batch", Batch("slow"));
        again.StatusCode.ShouldBe(HttpStatusCode.Accepted, await again.Content.ReadAsStringAsync());
        (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("results").EnumerateArray().ShouldAllBe(job => job.GetProperty("status").GetInt32() == 202);
    }

    private static object Job(string host) => new { kind = "captions", input = new { url = $"https://{host}.example.com/a.mp4" } };

    private static object Batch(string name) => new { jobs = Enumerable.Range(0, 100).Select(i => Job($"{name}-{i}")) };

    private async Task<HttpClient> ClientAsync(Uri address)
    {
        var user = await gateway.SignUpAsync();
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = user.Client.DefaultRequestHeaders.Authorization;
        return client;
    }
}
