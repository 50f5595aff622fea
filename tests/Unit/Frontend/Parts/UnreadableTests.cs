using Bunit;
using Platform.Frontend.Jobs;
using Platform.Frontend.Queues;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Parts;

/// <summary>One thing that cannot be shown takes nothing else with it, and nothing is said of it that is not known.</summary>
public sealed class UnreadableTests
{
    private const string Good = """{"id":2,"queue_name":"orders","status":"pending","content":"tea","content_type":"text/plain","created_at":"2026-01-01T00:00:00Z","delivery_count":0}""";

    [Theory]
    [InlineData("""{"id":1,"queue_name":"orders","status":"failed","content":null,"content_type":"application/json","created_at":"2026-01-01T00:00:00Z","delivery_count":1,"unreadable":true}""")]
    [InlineData("""{"id":1,"queue_name":"orders","status":"failed","content":"half \ud83d","content_type":"text/plain","created_at":"2026-01-01T00:00:00Z","delivery_count":1}""")]
    [InlineData("""{"id":1,"queue_name":"orders","status":"failed","content":{"deep":["half \ud83d"]},"content_type":"application/json","created_at":"2026-01-01T00:00:00Z","delivery_count":1}""")]
    public async Task A_message_that_cannot_be_shown_stands_between_those_that_can(string bad)
    {
        await using var page = new PageContext();
        page.Gateway.Says("/api/v1/queues/orders/messages", LoadingPart.Page($"{bad},{Good}"));
        var shown = page.Render<MessageBrowser>(p => p.Add(messages => messages.Queue, LoadingPart.QueueOf()));
        await shown.WaitForAssertionAsync(() => shown.FindAll(".messages li").Count.ShouldBe(2));
        shown.FindAll(".messages li")[1].TextContent.ShouldContain("tea");
        await shown.Find("details").ToggleAsync(EventArgs.Empty);
        if (!bad.Contains("deep", StringComparison.Ordinal))
        {
            shown.FindAll(".message-preview")[0].TextContent.ShouldBe(Words.CannotBeShown);
        }

        shown.Find(".messages li .trouble").TextContent.ShouldContain(Words.MessageUnreadable);
        shown.FindAll(".message-content").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_that_cannot_be_shown_stands_between_those_that_can()
    {
        await using var page = new PageContext();
        var bad = LoadingPart.JobIn("succeeded").Replace("\"version\":1", "\"version\":1,\"unreadable\":true", StringComparison.Ordinal).Replace("\"input\":{", "\"input\":{\"upload_id\":[],", StringComparison.Ordinal);
        var good = LoadingPart.JobIn("failed").Replace("01a1fd00", "01a1fd01", StringComparison.Ordinal);
        page.Gateway.Says("/api/v1/jobs", LoadingPart.Page($"{bad},{good}"));
        var shown = page.Render<JobListPage>();
        await shown.WaitForAssertionAsync(() => shown.FindAll("tbody tr").Count.ShouldBe(2));
        shown.FindAll("tbody tr")[0].TextContent.ShouldContain(Words.CannotBeShown);
        shown.FindAll("tbody tr")[1].TextContent.ShouldNotContain(Words.CannotBeShown);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"cues":"many"}""")]
    public async Task A_job_whose_captions_cannot_be_read_is_not_said_to_have_none(string result)
    {
        await using var page = new PageContext();
        var path = "/api/v1/jobs/01a1fd00-8988-7c2f-8b6b-678ed2adb173";
        page.Gateway.Says(path, LoadingPart.JobIn("succeeded", result));
        var shown = page.Render<JobPage>(p => p.Add(job => job.Id, Guid.Parse(path[^36..])));
        await shown.WaitForAssertionAsync(() => shown.Find("section > .part > .trouble [role=alert]").TextContent.ShouldContain(Words.CaptionsNotLoaded));
        shown.Markup.ShouldNotContain(Words.FinishedWithoutCaptions);

        page.Gateway.Says(path, LoadingPart.JobIn("succeeded", LoadingPart.Result, version: 2));
        page.Gateway.Says(path + "/captions", """{"language":"en","duration_seconds":9,"revision":0,"cues":[{"index":1,"start":1,"end":2,"text":"Hello"}]}""");
        await shown.InvokeAsync(() => shown.Find("section > .part > .trouble button").Click());
        await shown.WaitForAssertionAsync(() => shown.Find(".cue-text").TextContent.ShouldBe("Hello"));
    }

    [Fact]
    public async Task A_job_that_is_known_to_have_ended_but_not_how_says_no_more()
    {
        await using var page = new PageContext();
        var path = "/api/v1/jobs/01a1fd00-8988-7c2f-8b6b-678ed2adb173";
        page.Gateway.Says(path, LoadingPart.JobIn("running"));
        var events = new System.IO.Pipelines.Pipe();
        page.Gateway.Streams(path + "/events", events.Reader.AsStream());
        var shown = page.Render<JobPage>(p => p.Add(job => job.Id, Guid.Parse(path[^36..])));
        await page.PassUntilAsync(() => shown.FindAll(".live.on").Count == 1, TimeSpan.FromMilliseconds(300));

        page.Gateway.IsAway(path);
        await events.Writer.WriteAsync(System.Text.Encoding.UTF8.GetBytes($$"""event: job{{'\n'}}data: {"id":"{{path[^36..]}}","version":2,"state":"succeeded","attempt":1}{{'\n'}}{{'\n'}}"""));
        await page.PassUntilAsync(() => shown.FindAll("section > .part > .trouble").Any(trouble => trouble.TextContent.Contains(Words.GatewayAwayTitle, StringComparison.Ordinal)), TimeSpan.FromMilliseconds(300));
        shown.Find(".job-meta .badge").TextContent.ShouldBe(Words.StateSucceeded);
        shown.Markup.ShouldNotContain(Words.FinishedWithoutCaptions);
        shown.Markup.ShouldNotContain(Words.CaptionsNotLoaded);
        await events.Writer.CompleteAsync();
    }
}
