using System.Net;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Platform.Frontend.Elements;
using Platform.Frontend.Jobs;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Jobs;

/// <summary>Checks that a part of a job's page that cannot be loaded does not affect the others, and that nothing unknown is shown.</summary>
public sealed class JobPageTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("""{"cues":"many"}""")]
    public async Task Captions_that_cannot_be_loaded_are_not_shown_as_missing(string result)
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

    [Theory]
    [InlineData("succeeded", true)]
    [InlineData("failed", false)]
    public async Task Only_a_job_with_captions_leads_to_the_studio(string state, bool leads)
    {
        await using var page = new PageContext();
        var path = "/api/v1/jobs/01a1fd00-8988-7c2f-8b6b-678ed2adb173";
        page.Gateway.Says(path, LoadingPart.JobIn(state, LoadingPart.Result));
        page.Gateway.Says(path + "/captions", """{"language":"en","duration_seconds":9,"revision":0,"cues":[]}""");
        var shown = page.Render<JobPage>(p => p.Add(job => job.Id, Guid.Parse(path[^36..])));
        await shown.WaitForAssertionAsync(() => shown.Find(".head-actions").ShouldNotBeNull());
        shown.FindAll($".head-actions a[href='/jobs/{path[^36..]}/studio']").Count.ShouldBe(leads ? 1 : 0);
    }

    [Fact]
    public async Task A_job_with_unsaved_edits_is_deleted_after_one_question()
    {
        await using var page = new PageContext();
        var path = "/api/v1/jobs/01a1fd00-8988-7c2f-8b6b-678ed2adb173";
        page.Gateway.Says(path, LoadingPart.JobIn("succeeded", LoadingPart.Result));
        page.Gateway.Says(path + "/captions", """{"language":"en","duration_seconds":9,"revision":0,"cues":[{"index":1,"start":1,"end":2,"text":"Hello"}]}""");
        var shown = page.Render<JobPage>(p => p.Add(job => job.Id, Guid.Parse(path[^36..])));
        await shown.WaitForAssertionAsync(() => shown.Find(".cue-pen").ShouldNotBeNull());
        await shown.InvokeAsync(() => shown.Find(".cue-pen").Click());
        await shown.InvokeAsync(() => shown.Find(".cue-edit textarea").Input("Hello, Ada"));
        await shown.InvokeAsync(() => shown.Find(".cue-edit .primary").Click());
        await shown.WaitForAssertionAsync(() => shown.FindAll(".save-bar").Count.ShouldBe(1));

        var questions = page.Services.GetRequiredService<Questions>();
        var asked = 0;
        questions.Changed += () => asked += questions.Open is null ? 0 : 1;
        page.Gateway.Says(path, HttpStatusCode.NoContent, "");
        await shown.InvokeAsync(() => shown.Find(".head-actions .danger-text").Click());
        await shown.WaitForAssertionAsync(() => questions.Open.ShouldNotBeNull());
        await shown.InvokeAsync(() => questions.Answer(true));
        await shown.WaitForAssertionAsync(() => page.Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith("/jobs"));
        asked.ShouldBe(1);
        questions.Open.ShouldBeNull();
    }

    [Fact]
    public async Task A_finished_job_whose_result_is_not_loaded_shows_only_its_state()
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
