using Bunit;
using Platform.Frontend.Captions;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Captions;

public sealed class LiveCuesTests
{
    private const string Path = "/api/v1/jobs/01a1fd00-8988-7c2f-8b6b-678ed2adb173/captions/live";

    [Fact]
    public async Task Lines_are_added_and_polled_at_most_every_two_seconds()
    {
        await using var page = new PageContext();
        page.Gateway.Says(Path, Captions(1));
        var shown = Show(page, 1);
        await shown.WaitForAssertionAsync(() => shown.FindAll(".live-cues li").Count.ShouldBe(1));

        page.Gateway.Says(Path, Captions(3));
        shown.Render(p => p.Add(cues => cues.Count, 2));
        shown.Render(p => p.Add(cues => cues.Count, 3));
        page.Gateway.CountOf(Path).ShouldBe(1);
        await page.PassUntilAsync(() => shown.FindAll(".live-cues li").Count == 3, TimeSpan.FromMilliseconds(500));
        page.Gateway.CountOf(Path).ShouldBe(2);

        // Read out when nothing else is being said, and only what is new.
        var list = shown.Find(".live-cues");
        (list.GetAttribute("role"), list.GetAttribute("aria-live"), list.GetAttribute("aria-relevant")).ShouldBe(("log", "polite", "additions"));
    }

    [Fact]
    public async Task Captions_that_do_not_grow_are_not_polled()
    {
        await using var page = new PageContext();
        page.Gateway.Says(Path, Captions(1));
        var shown = Show(page, 1);
        await shown.WaitForAssertionAsync(() => shown.FindAll(".live-cues li").Count.ShouldBe(1));
        page.Time.Advance(TimeSpan.FromMinutes(1));
        shown.Render(p => p.Add(cues => cues.Count, 1));
        page.Gateway.CountOf(Path).ShouldBe(1);
    }

    [Fact]
    public async Task The_last_three_hundred_lines_are_shown()
    {
        await using var page = new PageContext();
        page.Gateway.Says(Path, Captions(350));
        var shown = Show(page, 350);
        await shown.WaitForAssertionAsync(() => shown.FindAll(".live-cues li").Count.ShouldBe(300));
        shown.FindAll(".live-cues li")[^1].TextContent.ShouldContain("line 350");
    }

    [Fact]
    public async Task A_job_that_has_just_ended_shows_no_error()
    {
        await using var page = new PageContext();
        page.Gateway.Says(Path, System.Net.HttpStatusCode.Conflict, """{"code":"conflict","detail":"This job has ended: its captions are whole."}""");
        var shown = Show(page, 1);
        await shown.WaitForAssertionAsync(() => page.Gateway.CountOf(Path).ShouldBe(1));
        shown.FindAll(".trouble").ShouldBeEmpty();
    }

    private static IRenderedComponent<LiveCues> Show(PageContext page, int count) =>
        page.Render<LiveCues>(p => p.Add(cues => cues.JobId, Guid.Parse("01a1fd00-8988-7c2f-8b6b-678ed2adb173")).Add(cues => cues.Count, count));

    private static string Captions(int count)
    {
        var cues = Enumerable.Range(1, count).Select(i => $$"""{"index":{{i}},"start":{{i}},"end":{{i}}.5,"text":"line {{i}}"}""");
        return $$"""{"language":"en","duration_seconds":900,"revision":0,"cues":[{{string.Join(',', cues)}}]}""";
    }
}
