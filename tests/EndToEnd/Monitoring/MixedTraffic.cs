using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.EndToEnd.Captioning;
using Platform.EndToEnd.Chaos;
using Platform.EndToEnd.Frontend;
using Platform.EndToEnd.Hosting;
using Platform.Load;
using Platform.Testkit.Media;
using Platform.Testkit.Waiting;
using Shouldly;

namespace Platform.EndToEnd.Monitoring;

/// <summary>A little of everything that people and programs do with the platform, good and bad, until Prometheus has seen it.</summary>
internal sealed class MixedTraffic(MonitoredFixture platform, Browser browser)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);
    private static readonly Recording s_recording = Recording.All.Single(recording => recording.Name.EndsWith("-0880", StringComparison.Ordinal));
    private readonly string _queue = $"watched-{Guid.CreateVersion7():N}";

    /// <summary>Says when it began.</summary>
    public async Task<DateTimeOffset> RunAsync()
    {
        // Counters that are there from the start have a value before, so that the first step is seen, too.
        var since = TimeProvider.System.GetUtcNow();
        await ScrapedAsync(since);
        await using var visitor = await browser.VisitAsync(platform.Page);
        using var user = await ApiUser.CreateAsync(platform.Api);
        var captions = MakeCaptionsAsync(user);
        await Task.WhenAll(SendLoadAsync(), UsePageAsync(visitor), captions, UseQueuesAsync(user), StartAgainAsync(), BeRefusedAsync());
        await Eventually.BecomesTrueAsync(async () => (await platform.QueryAsync("sum(jobs_failed_total) > 0")).Count > 0, s_limit);
        await ScrapedAsync(TimeProvider.System.GetUtcNow());

        // Others are born with their first use: only the second is a step.
        await Task.WhenAll(FilterAsync(visitor), UploadAsync(user), ReadAsync(user, await captions), ConsumeAsync(user), AskAsync(user), BeRefusedAsync());
        await ScrapedAsync(TimeProvider.System.GetUtcNow());
        return since;
    }

    private async Task SendLoadAsync()
    {
        using var said = new StringWriter();
        var options = LoadOptions.Parse(["--api", platform.Api.ToString(), "--rate", "20", "--seconds", "8"])!;

        // Whether every answer is right is another test's question.
        await LoadRun.RunAsync(options, said, TimeProvider.System, CancellationToken.None);
    }

    private static async Task UsePageAsync(Visitor visitor)
    {
        await visitor.SignUpAsync();
        await visitor.OpenNewJobAsync();
        await visitor.Page.GotoAsync("/nowhere");
        await FilterAsync(visitor);
    }

    private static async Task FilterAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync("/jobs");
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "No jobs yet" }).WaitForAsync();
        await visitor.Page.Locator(".chip").First.ClickAsync();
        await visitor.Page.ArrivesAtAsync("*/jobs?*");
    }

    // The one recording of these tests whose words are looked at, heard by the model that ships.
    private static async Task<Guid> MakeCaptionsAsync(ApiUser user)
    {
        var job = (await user.SubmitCaptionsAsync(new CaptionsInput(UploadId: await UploadAsync(user)))).Id;
        var made = await user.WaitUntilFinalAsync(job, s_limit);
        made.State.ShouldBe(JobState.Succeeded, made.Error?.ToString());
        await CaptionChecks.ShouldBeGoodAsync(user, made);
        WordErrorRate.Of(await user.Http.GetStringAsync($"/api/v1/jobs/{job}/captions?format=txt"), s_recording.Transcription).ShouldBeLessThan(0.6);
        await ReadAsync(user, job);
        return job;
    }

    private static Task<Guid> UploadAsync(ApiUser user) =>
        user.UploadAsync(s_recording.File, "audio/wav");

    private static async Task ReadAsync(ApiUser user, Guid job)
    {
        foreach (var path in (string[])["captions?format=vtt", "media"])
        {
            using var answer = await user.Http.GetAsync($"/api/v1/jobs/{job}/{path}");
            answer.EnsureSuccessStatusCode();
        }
    }

    // Delivered and acknowledged, given back, refused, forgotten, never taken; and asked about by GraphQL.
    private async Task UseQueuesAsync(ApiUser user)
    {
        using (var made = await user.Http.PostAsJsonAsync("/queues", new CreateQueueRequest(_queue, VisibilityTimeoutSeconds: 1, MaxDeliveries: 2, MaxMessages: 20), ApiUser.Json))
        {
            made.EnsureSuccessStatusCode();
        }

        // Until its counts have been taken for the first time, what happens to it is told of among the others.
        await Eventually.BecomesTrueAsync(async () => (await platform.QueryAsync($"broker_queue_depth{{queue=\"{_queue}\"}}")).Count > 0, s_limit);
        for (var i = 0; i < 12; i++)
        {
            await PublishAsync(user, i);
        }

        await AskAsync(user);
        var taken = (await ApiUser.ReadAsync<ConsumedMessages>(await user.Http.GetAsync($"/queues/{_queue}/messages/consume?batch_size=6&visibility_timeout_seconds=20"))).Messages;
        foreach (var (message, index) in taken.Select((message, index) => (message, index)))
        {
            using var settled = index switch
            {
                < 3 => await user.Http.PostAsJsonAsync($"/messages/{message.Id}/ack", new AckRequest(message.Receipt), ApiUser.Json),
                3 => await user.Http.PostAsJsonAsync($"/messages/{message.Id}/nack", new NackRequest(message.Receipt), ApiUser.Json),
                4 => await user.Http.PostAsJsonAsync($"/messages/{message.Id}/nack", new NackRequest(message.Receipt, Requeue: false, Reason: "refused"), ApiUser.Json),
                _ => await user.Http.PostAsJsonAsync($"/messages/{message.Id}/extend", new ExtendRequest(1, message.Receipt), ApiUser.Json),
            };
            settled.EnsureSuccessStatusCode();
        }

        // More than it holds; one is refused.
        var refused = false;
        for (var i = 0; i < 30 && !refused; i++)
        {
            refused = await PublishAsync(user, i) == HttpStatusCode.TooManyRequests;
        }

        refused.ShouldBeTrue("the queue never filled up");
        await Eventually.BecomesTrueAsync(async () => (await platform.QueryAsync($"sum(broker_deliveries_ended_total{{queue=\"{_queue}\", status=\"timed_out\"}}) > 0")).Count > 0, s_limit);
    }

    // By GraphQL, what there is and what there is not.
    private async Task AskAsync(ApiUser user)
    {
        (await user.Http.PostAsJsonAsync("/graphql", new { query = $"{{ queue_by_name(name: \"{_queue}\") {{ message_count }} }}" })).EnsureSuccessStatusCode();
        (await user.Http.PostAsJsonAsync("/graphql", new { query = "{ nothing_of_the_kind }" })).Dispose();
    }

    // Without credentials.
    private async Task BeRefusedAsync()
    {
        using var nobody = new HttpClient { BaseAddress = platform.Api };
        using var refused = await nobody.GetAsync("/api/v1/jobs");
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task ConsumeAsync(ApiUser user)
    {
        using var taken = await user.Http.GetAsync($"/queues/{_queue}/messages/consume?batch_size=2&wait_seconds=5");
        taken.EnsureSuccessStatusCode();
    }

    // A rollout: one replica of two is replaced.
    private Task StartAgainAsync() => new Faults(platform.App).RestartAsync(TestPlatform.Workers[0]);

    private async Task ScrapedAsync(DateTimeOffset after)
    {
        // Twice: a rate needs two samples.
        var seconds = after.ToUnixTimeSeconds() + 5;
        await Eventually.BecomesTrueAsync(
            async () => (await platform.QueryAsync(string.Create(CultureInfo.InvariantCulture, $"min(timestamp(up)) > {seconds}"))).Count > 0, s_limit, "everything is scraped");
    }

    private async Task<HttpStatusCode> PublishAsync(ApiUser user, int number)
    {
        using var answer = await user.Http.PostAsJsonAsync($"/queues/{_queue}/messages", new { content = new { number } });
        return answer.StatusCode;
    }
}
