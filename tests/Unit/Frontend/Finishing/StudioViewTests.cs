using System.Net;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Platform.Frontend.Elements;
using Platform.Frontend.Finishing;
using Platform.Frontend.Wording;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Finishing;

public sealed class StudioViewTests : IDisposable
{
    private const string Id = "01a1fd00-8988-7c2f-8b6b-678ed2adb173";
    private const string Job = "/api/v1/jobs/" + Id;
    private const string Revisions = Job + "/captions/revisions";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_page_says_so_where_the_studio_was_not_built()
    {
        await using var page = Page(isBuilt: false);
        var shown = Show(page);
        await shown.WaitForAssertionAsync(() => shown.Find("[data-not-built]").TextContent.ShouldContain(Words.StudioNotBuilt));
        shown.FindAll("[data-studio-root]").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_studio_starts_with_addresses_and_texts_and_ends_with_the_page()
    {
        await using var page = Page();
        var module = page.JSInterop.SetupModule("/js/studio.js");
        var shown = Show(page);
        await shown.WaitForAssertionAsync(() => shown.Find("[data-studio-root] [data-media]").GetAttribute("src").ShouldBe($"/media/{Id}"));
        await shown.WaitForAssertionAsync(() => module.Invocations["attach"].Count.ShouldBe(1));
        var settings = module.Invocations["attach"][0].Arguments[1].ShouldBeOfType<StudioSettings>();
        settings.Document.ShouldBe($"/captions/{Id}/document");
        settings.MayDecode.ShouldBeTrue();
        settings.Texts["action_undo"].ShouldBe("Undo");
        settings.DraftKey.ShouldStartWith(Id);
        settings.DraftKey.ShouldNotContain("ada@example.org");
    }

    [Fact]
    public async Task A_job_without_captions_differs_from_one_that_does_not_exist()
    {
        await using var page = Page();
        page.Gateway.Says(Job, LoadingPart.JobIn("failed"));
        var failed = Show(page);
        await failed.WaitForAssertionAsync(() => failed.Find("[data-no-captions]").TextContent.ShouldContain(Words.StudioNoCaptions));

        page.Gateway.Says(Job, HttpStatusCode.NotFound, """{"code":"not_found"}""");
        var missing = Show(page);
        await missing.WaitForAssertionAsync(() => missing.Find(".empty h1").TextContent.ShouldBe(Words.NoSuchJobTitle));
    }

    [Fact]
    public async Task Revisions_are_listed_once_they_are_asked_for_with_what_can_be_done_to_each()
    {
        await using var page = Page();
        var shown = await OpenRevisionsAsync(page);
        var rows = shown.FindAll("#revisions li");
        rows.Select(row => row.GetAttribute("data-revision")).ShouldBe(["7", "4", "0"]);
        rows[0].TextContent.ShouldContain(Words.RevisionCurrent);
        rows[1].TextContent.ShouldContain("Reviewed");
        rows[1].QuerySelector("input")!.GetAttribute("value").ShouldBe("Reviewed");
        rows[2].TextContent.ShouldContain(Words.RevisionRecognised);

        // What is now needs no restoring, and the recognised one has no name.
        rows.Select(row => row.QuerySelectorAll("button").Length).ShouldBe([2, 3, 2]);
        rows[2].QuerySelector("input").ShouldBeNull();
    }

    [Fact]
    public async Task Revisions_that_cannot_be_loaded_are_not_shown_as_none()
    {
        await using var page = Page();
        page.Gateway.IsAway(Revisions);
        var shown = Show(page);
        await shown.WaitForAssertionAsync(() => shown.Find("#revisions").ShouldNotBeNull());
        await shown.Find("#revisions").ToggleAsync(EventArgs.Empty);
        await shown.WaitForAssertionAsync(() => shown.Find("#revisions .trouble [role=alert]").TextContent.ShouldContain(Words.RevisionsNotLoaded));
        shown.FindAll("#revisions li").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_revision_gets_the_name_that_is_typed()
    {
        await using var page = Page();
        var shown = await OpenRevisionsAsync(page);
        page.Gateway.Says(Revisions + "/4/name", """{"revision":4,"saved_at":"2026-01-01T00:00:00Z","bytes":7,"current":false,"name":"Final"}""");
        await shown.InvokeAsync(() => shown.Find("[data-revision='4'] input").Change("Final"));
        await shown.InvokeAsync(() => shown.Find("[data-revision='4'] form").Submit());
        await shown.WaitForAssertionAsync(() => page.Gateway.CountOf(Revisions + "/4/name").ShouldBe(1));
        await shown.WaitForAssertionAsync(() => page.Gateway.CountOf(Revisions).ShouldBe(2));
    }

    [Fact]
    public async Task Nothing_is_restored_while_something_typed_is_not_saved()
    {
        await using var page = Page();
        var shown = await OpenRevisionsAsync(page);
        var questions = page.Services.GetRequiredService<Questions>();
        await shown.InvokeAsync(() => shown.Find("[data-revision='4'] .revision-actions > button:nth-of-type(2)").Click());
        await shown.WaitForAssertionAsync(() => questions.Open!.Text.ShouldBe(Words.RevisionRestoreText));

        // A browser that is not there answers that not all is saved.
        await shown.InvokeAsync(() => questions.Answer(true));
        var notices = page.Services.GetRequiredService<Notices>();
        await shown.WaitForAssertionAsync(() => notices.Shown.ShouldHaveSingleItem().IsBad.ShouldBeTrue());
        page.Gateway.CountOf(Revisions + "/4/restore").ShouldBe(0);
    }

    [Fact]
    public async Task Differences_show_both_sides_up_to_a_limit()
    {
        await using var page = new PageContext();
        CueDifference[] many = [.. Enumerable.Range(0, RevisionDifferences.MaxShown + 1).Select(i => new CueDifference($"{i}", new ComparedCue(0, 1500, "then"), i == 0 ? null : new ComparedCue(0, 1500, "now")))];
        var shown = page.Render<RevisionDifferences>(parameters => parameters.Add(part => part.Revision, 3).Add(part => part.Differences, many));
        shown.FindAll("tbody tr").Count.ShouldBe(RevisionDifferences.MaxShown);
        shown.Find("tbody td").TextContent.ShouldEndWith("then");
        shown.FindAll("tbody td")[1].TextContent.ShouldBe(Words.RevisionWithout);
        shown.Markup.ShouldContain(Words.RevisionMoreDiffer);

        var same = page.Render<RevisionDifferences>(parameters => parameters.Add(part => part.Revision, 3).Add(part => part.Differences, Array.Empty<CueDifference>()));
        same.Markup.ShouldContain(Words.RevisionSame);
    }

    private static async Task<IRenderedComponent<StudioView>> OpenRevisionsAsync(PageContext page)
    {
        page.Gateway.Says(Revisions, """
            {"items":[
              {"revision":7,"saved_at":"2026-01-03T00:00:00Z","bytes":7,"current":true,"saved_by":"01a1fd00-8988-7c2f-8b6b-678ed2adb174"},
              {"revision":4,"saved_at":"2026-01-02T00:00:00Z","bytes":7,"current":false,"saved_by":"01a1fd00-8988-7c2f-8b6b-678ed2adb174","name":"Reviewed"},
              {"revision":0,"saved_at":"2026-01-01T00:00:00Z","bytes":7,"current":false}]}
            """);
        var shown = Show(page);
        await shown.WaitForAssertionAsync(() => shown.Find("#revisions").ShouldNotBeNull());
        page.Gateway.CountOf(Revisions).ShouldBe(0);
        await shown.Find("#revisions").ToggleAsync(EventArgs.Empty);
        await shown.WaitForAssertionAsync(() => shown.FindAll("#revisions li").Count.ShouldBe(3));
        return shown;
    }

    private static IRenderedComponent<StudioView> Show(PageContext page) => page.Render<StudioView>(parameters => parameters.Add(view => view.JobId, Guid.Parse(Id)));

    private PageContext Page(bool isBuilt = true)
    {
        if (isBuilt)
        {
            Directory.CreateDirectory(_folder.File("studio"));
            File.WriteAllText(Path.Combine(_folder.File("studio"), "attach.js"), "");
        }

        var page = new PageContext(services => services.AddSingleton(new StudioBuild(new FakeWebRoot(_folder.Path))));
        page.Gateway.Says(Job, LoadingPart.JobIn("succeeded", LoadingPart.Result));
        return page;
    }
}
