using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Load;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.EndToEnd.Hosting;

/// <summary>Checks the report of the load generator on jobs that met a fault.</summary>
public sealed class FaultWatchTests
{
    [Fact]
    public async Task Faulty_jobs_are_counted_by_outcome_and_the_last_count_is_kept_during_an_outage()
    {
        var isAway = false;
        await using var gateway = await LocalWebApp.StartAsync(app => app.MapGet("/api/v1/jobs", (string tag) => isAway ? Results.StatusCode(503) : Results.Text(tag switch
        {
            "stuck-worker" => """{"items":[{"state":"failed","error":{"code":"timeout"}},{"state":"failed","error":{"code":"timeout"}},{"state":"running","error":null}]}""",
            _ => """{"items":[]}""",
        })));
        using var http = new HttpClient { BaseAddress = gateway.Address };
        var watch = new FaultWatch(http, "key", ["slow-dependency", "stuck-worker", "failing-downloads"]);
        watch.Seen.ShouldBe("");

        var answers = new Load.AnswerTally();
        answers.Add(200, milliseconds: 1500, right: true);
        await watch.UpdateAsync(answers, CancellationToken.None);
        watch.Seen.Trim().ShouldBe("faults: slow-dependency 1 answers over 1 s, stuck-worker running×1 timeout×2, failing-downloads none yet");

        isAway = true;
        await watch.UpdateAsync(answers, CancellationToken.None);
        watch.Seen.ShouldContain("timeout×2");
    }
}
