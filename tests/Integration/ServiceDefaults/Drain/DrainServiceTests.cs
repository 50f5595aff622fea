using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ServiceDefaults.Drain;

public sealed class DrainServiceTests
{
    [Fact]
    public async Task A_service_that_is_told_to_end_is_not_ready_and_answers_for_a_while()
    {
        await using var app = await StartAsync("00:01:00");
        using var enough = new CancellationTokenSource();
        using (var before = await app.Web.Client.GetAsync("/work"))
        {
            (before.Headers.ConnectionClose == true).ShouldBeFalse();
        }

        // What SIGTERM does, in this order.
        app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        var ending = app.Web.App.StopAsync(enough.Token);

        var (status, body) = await app.HealthAsync("/health/ready");
        (status, body.GetProperty("draining").GetBoolean()).ShouldBe((503, true));
        (await app.HealthAsync("/health/live")).StatusCode.ShouldBe(200);
        using (var answer = await app.Web.Client.GetAsync("/work"))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            (answer.Headers.ConnectionClose == true).ShouldBeTrue("no caller is to use the connection again");
        }

        ending.IsCompleted.ShouldBeFalse();
        await enough.CancelAsync();
        await ending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await Should.ThrowAsync<HttpRequestException>(() => app.Web.Client.GetAsync("/work"));
    }

    [Fact]
    public async Task A_service_that_is_stopped_by_code_does_not_wait()
    {
        await using var app = await StartAsync("00:01:00");

        await app.Web.App.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static Task<DefaultsApp> StartAsync(string delay) => DefaultsApp.StartAsync(
        static _ => { }, new() { ["Drain:Delay"] = delay }, static web => web.MapGet("/work", () => "done"));
}
