using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.InternalCalls;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

/// <summary>Whoever reaches JobManager's port, as every program of the machine does, can do nothing there without the services' key.</summary>
public sealed class InternalCallTests(InternalCallTests.Keyed jobs) : IClassFixture<InternalCallTests.Keyed>
{
    private const string Key = "a key of some length";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a key of some lengtH")]
    [InlineData("a key of some length, a key of some length")]
    public Task No_route_does_anything_without_the_key(string? key) => InternalDoor.IsShutAsync(jobs.Services, jobs.Http, key, routes: 12);

    [Fact]
    public async Task With_the_key_all_is_as_usual()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/v1/jobs/submit")
        {
            Content = JsonContent.Create(new SubmitJobs([jobs.NewJob()]), ContractsJson.Default.SubmitJobs),
            Headers = { { InternalCallExtensions.KeyHeader, Key } },
        };
        using var response = await jobs.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    public async Task Who_watches_needs_no_key(string path)
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
