using System.Net;
using System.Net.Http.Json;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Resilience;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Isolation;

/// <summary>Checks that a definite answer of JobManager or Broker, even a fault of its own, reaches the caller, is not retried, and opens no circuit.</summary>
public sealed class JobManagerFaultTests(JobManagerFaultTests.OneLane gateway) : IClassFixture<JobManagerFaultTests.OneLane>
{
    [Theory]
    [InlineData(500, 500, "server")]
    [InlineData(501, 500, "server")]
    [InlineData(505, 500, "server")]
    [InlineData(418, 500, "server")]
    [InlineData(401, 500, "server")]
    [InlineData(400, 400, "malformed")]
    [InlineData(413, 413, "too_large")]
    [InlineData(422, 422, "validation")]
    [InlineData(429, 429, "rate_limited")]
    public async Task A_JobManager_error_is_reported_not_retried_and_opens_no_circuit(int status, int told, string code)
    {
        var user = await gateway.SignUpAsync();
        FakeService[] services = [gateway.JobManager, gateway.Broker];
        foreach (var service in services)
        {
            service.Asked.Clear();
            service.Instead = async context =>
            {
                await FakeService.AnswerAsync(context, status);
                return true;
            };
        }

        var id = Guid.CreateVersion7();
        const int Rounds = 15;
        try
        {
            for (var i = 0; i < Rounds; i++)
            {
                await ShouldBeRefusedAsync(await user.Client.GetAsync($"/api/v1/jobs/{id}"));
                await ShouldBeRefusedAsync(await user.Client.GetAsync("/api/v1/jobs"));
                await ShouldBeRefusedAsync(await user.Client.PostAsJsonAsync("/api/v1/jobs", new { kind = "probe" }));
                await ShouldBeRefusedAsync(await user.Client.GetAsync("/queues"));
                await ShouldBeRefusedAsync(await user.Client.PostAsJsonAsync("/queues/q/messages", new { content = 1 }));
            }
        }
        finally
        {
            Array.ForEach(services, service => service.Instead = null);
        }

        services.SelectMany(service => service.Asked).GroupBy(request => request).Select(requests => requests.Count()).ShouldBe(Enumerable.Repeat(Rounds, 5));
        gateway.Services.GetRequiredService<DependencyPipelines>().IsAvailable("job-manager").ShouldBeTrue();
        gateway.Services.GetRequiredService<DependencyPipelines>().IsAvailable("broker").ShouldBeTrue();
        (await user.Client.GetAsync("/api/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.OK);

        async Task ShouldBeRefusedAsync(HttpResponseMessage answer)
        {
            using (answer)
            {
                ((int)answer.StatusCode).ShouldBe(told, await answer.Content.ReadAsStringAsync());
                var problem = await Problem.ReadAsync(answer);
                problem.Code.ShouldBe(code);
                problem.TraceId.ShouldNotBeNullOrEmpty();
            }
        }
    }

    [Fact]
    public async Task Error_details_of_JobManager_reach_the_caller()
    {
        var user = await gateway.SignUpAsync();
        gateway.JobManager.Instead = async context =>
        {
            var detail = new ErrorDetail { Code = "too_expensive", Fields = { new FieldFault { Field = "filter", Rule = "Too much." } } };
            await FakeService.AnswerAsync(context, 422, detail, "Ask for less.");
            return true;
        };
        try
        {
            using var answer = await user.Client.GetAsync("/api/v1/jobs?q=a");
            var problem = await Problem.ReadAsync(answer);
            (problem.Status, problem.Code, problem.Detail).ShouldBe((422, "too_expensive", "Ask for less."));
            // The caller sent no such field: its parameters are the filter.
            problem.Errors!["$"].ShouldBe(["Too much."]);
        }
        finally
        {
            gateway.JobManager.Instead = null;
        }
    }

    [Fact]
    public async Task An_invalid_submission_of_a_group_is_refused_alone()
    {
        var good = await gateway.SignUpAsync();
        var bad = await gateway.SignUpAsync();
        var groups = new List<(int Jobs, bool HasPoison)>();

        // Who travels with whom is not for a test to say: until the bad one has company.
        for (var round = 0; round < 20 && !groups.Exists(group => group is { HasPoison: true, Jobs: > 1 }); round++)
        {
            groups.Clear();
            await RoundAsync(good, bad, groups);
        }

        groups.ShouldContain(group => group.HasPoison && group.Jobs > 1);
        groups.ShouldContain((1, true));
    }

    private async Task RoundAsync(TestUser good, TestUser bad, List<(int Jobs, bool HasPoison)> groups)
    {
        var release = new TaskCompletionSource();
        var held = new TaskCompletionSource();
        gateway.JobManager.BeforeSubmit = async request =>
        {
            var hasPoison = request.Jobs.Any(job => job.Title == "poison");
            groups.Add((request.Jobs.Count, hasPoison));

            // The others gather behind the first.
            held.TrySetResult();
            await release.Task;
            if (hasPoison)
            {
                throw new RpcException(new Status(StatusCode.InvalidArgument, ""));
            }
        };
        try
        {
            var first = good.Client.PostAsJsonAsync("/api/v1/jobs", new { kind = "probe" });
            await held.Task;
            var poisoned = bad.Client.PostAsJsonAsync("/api/v1/jobs", new { kind = "probe", title = "poison" });
            Task<HttpResponseMessage>[] others = [.. Enumerable.Range(0, 20).Select(_ => good.Client.PostAsJsonAsync("/api/v1/jobs", new { kind = "probe" }))];

            // Others are served meanwhile, as each waits for its turn by itself.
            (await good.Client.GetAsync("/api/v1/auth/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
            release.SetResult();
            foreach (var answer in await Task.WhenAll([first, .. others]))
            {
                answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            }

            (await poisoned).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
        finally
        {
            gateway.JobManager.BeforeSubmit = null;
        }
    }

    public sealed class OneLane : GatewayFixture
    {
        protected override Dictionary<string, string> Settings => new() { ["Submission:Groups"] = "1", ["Broker:PublishLanes"] = "1" };
    }
}
