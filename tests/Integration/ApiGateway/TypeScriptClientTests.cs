using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Database;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.Integration.Broker;
using Platform.Integration.JobManager;
using Platform.ObjectStorage;
using Platform.Testkit.Files;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>Checks the OpenAPI document with the standard's own schema, and with a generated client in TypeScript.</summary>
public sealed class TypeScriptClientTests(JobManagerFixture jobs) : IClassFixture<JobManagerFixture>, IAsyncLifetime
{
    private static readonly NodeFolder s_node = new("typescript", "tests", "Integration", "ApiGateway", "typescript");
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly TemporaryFolder _storage = new();
    private BrokerService _broker = null!;
    private RunningService<IdentityDb> _gateway = null!;

    public async Task InitializeAsync()
    {
        _broker = await BrokerService.MigrateAndStartAsync(jobs.Postgres.ConnectionString, jobs.Redis);
        _gateway = new RunningService<IdentityDb>(new Dictionary<string, string>
        {
            ["ConnectionStrings:platform"] = jobs.Postgres.ConnectionString,
            ["ConnectionStrings:redis"] = jobs.Redis,
            ["services:job-manager:http:0"] = jobs.Http.BaseAddress!.ToString(),
            ["services:job-manager:grpc:0"] = jobs.GrpcAddress.ToString(),
            ["services:broker:http:0"] = _broker.Http.BaseAddress!.ToString(),
            ["services:broker:grpc:0"] = _broker.GrpcAddress.ToString(),
            ["Storage:Local:Root"] = _storage.Path,
            ["Logging:LogLevel:Default"] = "Warning",
        }).Start();
        await GatewayFixture.MigrateAsync(_gateway.Services);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _broker.DisposeAsync();
        _storage.Dispose();
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task A_generated_client_compiles_and_works_end_to_end()
    {
        Directory.CreateDirectory(s_node.File(".local"));
        using (var http = new HttpClient { BaseAddress = _gateway.Address })
        {
            await File.WriteAllTextAsync(s_node.File(".local", "openapi.json"), await http.GetStringAsync("/openapi/v1.json"));
        }

        var judged = JsonSerializer.Deserialize<Judgement>(await s_node.RunAsync("validate.mjs", ".local/openapi.json"), JsonSerializerOptions.Web)!;
        judged.Valid.ShouldBeTrue(judged.Errors.GetRawText());
        judged.Version.ShouldStartWith("3.");

        await s_node.RunAsync("node_modules/openapi-typescript/bin/cli.js", ".local/openapi.json", "--output", ".local/v1.ts");
        await s_node.RunAsync("node_modules/typescript/bin/tsc", "--project", "tsconfig.json");

        await using var worker = await FakeWorker.StartAsync(jobs.RabbitMq);
        using var over = new CancellationTokenSource();
        var working = WorkAsync(worker, over.Token);
        Walk walk;
        try
        {
            walk = JsonSerializer.Deserialize<Walk>(await s_node.RunAsync(".local/walk.js", _gateway.Address.GetLeftPart(UriPartial.Authority)), JsonSerializerOptions.Web)!;
        }
        finally
        {
            await over.CancelAsync();
            await working;
        }

        walk.Faults.ShouldBeEmpty();
        walk.Acknowledged.ShouldBe(3);
        walk.Captions["vtt"].ShouldStartWith("WEBVTT");
        walk.Captions["srt"].ShouldContain("00:00:00,500 --> 00:00:02,000");
        walk.Captions["txt"].ShouldContain("hello world");
        walk.Captions["json"].ShouldContain("\"hello world\"");
    }

    /// <summary>Ends each job as a worker would that hears the same in every recording.</summary>
    private async Task WorkAsync(FakeWorker worker, CancellationToken over)
    {
        var storage = _gateway.Services.GetRequiredService<IObjectStore>();
        var document = new CaptionDocument("en-US", 10, 0, [new CaptionCue(1, 0.5, 2, "hello world", null)]);
        using var look = new PeriodicTimer(s_look);
        try
        {
            while (await look.WaitForNextTickAsync(over))
            {
                while (worker.Packs.TryDequeue(out var pack))
                {
                    foreach (var job in pack.Jobs)
                    {
                        await worker.TakeLeaseAsync(job);
                        string? result = null;
                        if (job.Kind == JobKinds.Captions)
                        {
                            await storage.PutAsync(ObjectKeys.Captions(job.JobId, 0), new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(document, ContractsJson.Default.CaptionDocument)), cancellationToken: over);
                            result = JsonSerializer.Serialize(
                                new CaptionsResult(10, 1, 2, "en-US", "played", "audio/mpeg", 10, false, 0, ObjectKeys.Captions(job.JobId, 0), ObjectKeys.Media(job.JobId)), ContractsJson.Default.CaptionsResult);
                        }

                        await worker.EndAsync(job, result: result);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The walk is over.
        }
    }

    private sealed record Judgement(string Version, bool Valid, JsonElement Errors);

    private sealed record Walk(IReadOnlyDictionary<string, string> Captions, int Acknowledged, string[] Faults);
}
