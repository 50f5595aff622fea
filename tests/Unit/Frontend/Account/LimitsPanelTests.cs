using Bunit;
using Platform.Frontend.Account;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Account;

public sealed class LimitsPanelTests
{
    private const string Path = "/api/v1/jobs/limits";

    [Fact]
    public async Task Only_limits_that_exist_are_shown()
    {
        await using var page = new PageContext();
        page.Gateway.Says(Path, """{"running":1,"next":0,"waiting":2,"slots":0,"share":1,"weight":1,"hosts":[]}""");
        var shown = page.Render<LimitsPanel>();
        await shown.WaitForAssertionAsync(() => shown.Find(".card p").TextContent.ShouldBe(Phrase.Format(Words.LimitsNow, 1, 0, 2)));
        shown.FindAll(".muted").ShouldBeEmpty();
        shown.FindAll("li").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_full_host_is_named_with_the_jobs_that_wait_for_it()
    {
        await using var page = new PageContext();
        page.Gateway.Says(Path, """
            {"running":1,"next":1,"waiting":5,"slots":4,"share":2,"weight":1,"max_running":3,"fetches_per_host":8,
             "hosts":[{"host":"a.example","fetching":2,"waiting":5,"full":true},{"host":"b.example","fetching":1,"waiting":0,"full":false}]}
            """);
        var shown = page.Render<LimitsPanel>();
        await shown.WaitForAssertionAsync(() => shown.FindAll("[data-host]").Select(host => host.TextContent).ShouldBe(
            [Phrase.Format(Words.LimitsHostFull, "a.example", 2, 5), Phrase.Format(Words.LimitsHost, "b.example", 1, 0)]));
        shown.FindAll(".muted").Select(limit => limit.TextContent).ShouldBe(
            [Phrase.Format(Words.LimitsShare, 2, 4), Phrase.Format(Words.LimitsMost, 3), Phrase.Format(Words.LimitsPerHost, 8)]);
    }
}
