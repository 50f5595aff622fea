using System.Net.Http.Json;
using System.Text.Json;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.Testkit.Media;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.EndToEnd.Tracing;

/// <summary>One trace id from the client's request through gateway, JobManager, RabbitMQ and worker to the completing write.</summary>
[Collection(PlatformCollection.Name)]
public sealed class OneTraceTests(PlatformFixture platform)
{
    private static readonly (string Resource, string Name)[] s_steps =
    [
        ("api-gateway", "create_job"),
        ("api-gateway", "validate_request"),
        ("api-gateway", "call_job_manager"),
        ("api-gateway", "return_response"),
        ("job-manager", "store job"),
        ("job-manager", "publish jobs.long.normal"),
        ("worker", "process_message"),
        ("worker", "captions.transcribe"),
        ("job-manager", "complete job"),
    ];

    [Fact]
    public async Task A_job_is_one_trace_from_request_to_last_write()
    {
        using var user = await ApiUser.CreateAsync(platform.Api);
        var upload = await user.UploadAsync(Recording.Shortest.File, "audio/wav");
        var accepted = await user.SubmitCaptionsAsync(new CaptionsInput(UploadId: upload));
        var job = await user.WaitUntilFinalAsync(accepted.Id, TimeSpan.FromMinutes(2));
        job.State.ShouldBe(JobState.Succeeded, job.Error?.ToString());
        job.TraceId.ShouldNotBeNullOrEmpty();

        using var dashboard = new HttpClient { BaseAddress = platform.Dashboard };
        (await dashboard.GetAsync($"/login?t={platform.DashboardToken}")).IsSuccessStatusCode.ShouldBeTrue();
        await Eventually.PassesAsync(
            async () =>
            {
                var trace = await dashboard.GetFromJsonAsync<JsonElement>($"/api/traces/{job.TraceId}");
                var spans = trace.GetProperty("spans").EnumerateArray().Select(Describe).ToList();
                foreach (var (resource, name) in s_steps)
                {
                    spans.ShouldContain(span => span.Resource == resource && span.Name == name, string.Join('\n', spans));
                }
            },
            TimeSpan.FromSeconds(30));
    }

    private static (string Resource, string Name) Describe(JsonElement span) =>
        (span.GetProperty("resource").GetProperty("name").GetString()!, span.GetProperty("name").GetString()!);
}
