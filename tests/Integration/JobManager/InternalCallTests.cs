using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;
using Platform.Contracts.Internal;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.InternalCalls;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

/// <summary>Programs that can reach the ports of JobManager can do nothing there without the key of the services.</summary>
public sealed class InternalCallTests(InternalCallTests.Keyed jobs) : IClassFixture<InternalCallTests.Keyed>
{
    private const string Key = "a key of some length";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a key of some lengtH")]
    [InlineData("a key of some length, a key of some length")]
    public Task No_route_does_anything_without_the_key(string? key) => InternalDoor.IsShutAsync(jobs.Services, jobs.Http, key, routes: 11, jobs.GrpcAddress);

    [Fact]
    public async Task Calls_with_the_key_succeed()
    {
        using var channel = GrpcChannel.ForAddress(jobs.GrpcAddress);
        var reply = await new JobService.JobServiceClient(channel).SubmitAsync(
            new SubmitJobsRequest { Jobs = { jobs.NewJob().ToMessage() } }, new Metadata { { InternalCallExtensions.KeyHeader, Key } });
        reply.Results.ShouldHaveSingleItem().Outcome.ShouldBe(SubmitOutcome.Accepted);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    public async Task Health_and_metrics_need_no_key(string path)
    {
        using var response = await jobs.Http.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("short")]
    public async Task Nothing_starts_without_a_key_outside_of_development(string? key)
    {
        var settings = new Dictionary<string, string> { ["environment"] = "Production", ["ConnectionStrings:platform"] = "Host=127.0.0.1", ["ConnectionStrings:messaging"] = "amqp://127.0.0.1", ["ConnectionStrings:redis"] = "127.0.0.1" };
        if (key is not null)
        {
            settings["Internal:Key"] = key;
        }

        await using var service = new RunningService<JobDatabase>(settings);
        Should.Throw<OptionsValidationException>(service.Start).Message.ShouldContain("Internal:Key");
    }

    public sealed class Keyed : JobManagerFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["Internal:Key"] = Key };
    }
}
