using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.EndToEnd.Chaos;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.EndToEnd.Hosting;

/// <summary>The commands of the resource dashboard.</summary>
[Collection(PlainPlatformCollection.Name)]
public sealed class CommandTests(PlainPlatformFixture platform)
{
    [Fact]
    public async Task A_command_makes_an_account_an_operator()
    {
        using var user = await ApiUser.CreateAsync(platform.Api);
        (await AuditAsync(user.Email)).ShouldBe(HttpStatusCode.Forbidden);

        (await ExecuteAsync("api-gateway", "make-operator", ("email", "nobody@example.org"))).Success.ShouldBeFalse();
        var made = await ExecuteAsync("api-gateway", "make-operator", ("email", user.Email));

        made.Success.ShouldBeTrue(made.Message);
        (await AuditAsync(user.Email)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task A_command_switches_a_fault_on_and_off_and_restarts_the_affected_services()
    {
        var faults = new Faults(platform.App);
        var before = await faults.ProcessesAsync([.. TestPlatform.Workers]);
        before.Count.ShouldBe(TestPlatform.Workers.Count);

        foreach (var share in (string[])["0.25", "0"])
        {
            var switched = await ExecuteAsync("api-gateway", "switch-fault", ("fault", "FailingDownloads"), ("share", share));
            switched.Success.ShouldBeTrue(switched.Message);
            await faults.HealthyAsync([.. TestPlatform.Workers]);
            await Eventually.PassesAsync(async () =>
            {
                var workers = await faults.ProcessesAsync([.. TestPlatform.Workers]);
                workers.Count.ShouldBe(TestPlatform.Workers.Count);
                workers.Values.ShouldAllBe(id => !before.Values.Contains(id));
                foreach (var worker in workers.Values)
                {
                    (await File.ReadAllTextAsync($"/proc/{worker}/environ")).Split('\0').ShouldContain($"Faults__FailingDownloads={share}");
                }
            });
        }

        (await ExecuteAsync("api-gateway", "switch-fault", ("fault", "FailingDownloads"), ("share", "2"))).Success.ShouldBeFalse();
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task A_command_sends_load()
    {
        var sent = await ExecuteAsync("api-gateway", "send-load", ("rate", "10"), ("seconds", "3"));

        sent.Success.ShouldBeTrue($"{sent.Message}\n{sent.Data?.Value}");
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task A_command_deletes_all_data_and_the_platform_stays_usable()
    {
        using var user = await ApiUser.CreateAsync(platform.Api);

        var deleted = await ExecuteAsync("platform", "reset-data");

        deleted.Success.ShouldBeTrue(deleted.Message);
        var faults = new Faults(platform.App);
        await faults.HealthyAsync(["redis", "job-manager", "broker", "api-gateway", "frontend", .. TestPlatform.Workers]);
        await faults.RecoveredAsync();
        using var http = new HttpClient { BaseAddress = platform.Api };
        await Eventually.PassesAsync(async () =>
        {
            using var refused = await http.PostAsJsonAsync("/api/v1/auth/sign-in", new SignInRequest(user.Email, ApiUser.Password), ApiUser.Json);
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        });
        using var next = await ApiUser.CreateAsync(platform.Api);
        var job = await next.SubmitAsync(new CreateJobRequest(Contracts.Jobs.JobKinds.Probe));
        (await next.WaitUntilFinalAsync(job.Id, TimeSpan.FromMinutes(1))).State.ShouldBe(Contracts.Jobs.JobState.Succeeded);
    }

    // Who just signed in, on what operators may read.
    private async Task<HttpStatusCode> AuditAsync(string email)
    {
        using var http = new HttpClient { BaseAddress = platform.Api };
        using var signedIn = await http.PostAsJsonAsync("/api/v1/auth/sign-in", new SignInRequest(email, ApiUser.Password), ApiUser.Json);
        var tokens = await signedIn.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<TokenResponse>(ApiUser.Json);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens!.AccessToken);
        using var answer = await http.GetAsync("/api/v1/audit");
        return answer.StatusCode;
    }

    private Task<ExecuteCommandResult> ExecuteAsync(string resource, string command, params (string Name, string Value)[] arguments) => platform.App.ResourceCommands.ExecuteCommandAsync(
        platform.App.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(candidate => candidate.Name == resource),
        command,
        new InteractionInputCollection([.. arguments.Select(argument => new InteractionInput { Name = argument.Name, InputType = InputType.Text, Value = argument.Value })]));
}
