using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Platform.Frontend.Captions;
using Platform.Frontend.Elements;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Captions;

public sealed class LinksPanelTests
{
    private const string Id = "01a1fd00-8988-7c2f-8b6b-678ed2adb173";
    private const string Links = "/api/v1/jobs/" + Id + "/links";
    private const string Link = "\"id\":\"01a1fd00-8988-7c2f-8b6b-678ed2adb174\",\"job_id\":\"" + Id + "\",\"name\":\"Bo\",\"created_at\":\"2026-01-01T00:00:00Z\",\"expires_at\":\"2026-02-01T00:00:00Z\"";

    [Fact]
    public async Task Links_are_listed_once_they_are_asked_for()
    {
        await using var page = new PageContext();
        page.Gateway.Says(Links, "{\"items\":[{" + Link + ",\"may_edit\":true}]}");
        var shown = Show(page);
        page.Gateway.CountOf(Links).ShouldBe(0);
        await shown.Find("#links").ToggleAsync(EventArgs.Empty);
        await shown.WaitForAssertionAsync(() => shown.Find("[data-link]").TextContent.ShouldContain("Bo"));
        shown.Find("[data-link] .badge").TextContent.ShouldBe(Words.LinkMayEdit);
    }

    [Fact]
    public async Task A_link_without_a_name_is_not_asked_for()
    {
        await using var page = new PageContext();
        page.Gateway.Says(Links, """{"items":[]}""");
        var shown = await OpenAsync(page);
        await shown.InvokeAsync(() => shown.Find("form").Submit());
        shown.Find("#link-name-error").TextContent.ShouldBe(Words.LinkNameMissing);
        page.Gateway.CountOf(Links).ShouldBe(1);
    }

    [Fact]
    public async Task A_new_link_has_its_token_behind_the_hash_and_a_frame_has_an_end()
    {
        await using var page = new PageContext();
        page.Gateway.Says(Links, """{"items":[]}""");
        var shown = await OpenAsync(page);
        await shown.InvokeAsync(() => shown.Find("#link-name").Change("Bo"));

        // The same path answers the list that is read again; it has no items then.
        page.Gateway.Says(Links, "{" + Link + ",\"may_edit\":false,\"token\":\"cl_secret\",\"items\":[]}");
        await shown.InvokeAsync(() => shown.Find("form").Submit());
        await shown.WaitForAssertionAsync(() => shown.Find("#new-link").TextContent.ShouldEndWith("/shared#cl_secret"));
        shown.Find("#new-frame").TextContent.ShouldContain("/embed#cl_secret\"");
        shown.Find("#new-frame").TextContent.ShouldEndWith("></iframe>");
    }

    [Fact]
    public async Task A_new_link_is_shown_while_the_list_is_still_read_again()
    {
        await using var page = new PageContext();
        page.Gateway.Says(Links, """{"items":[]}""");
        var shown = await OpenAsync(page);
        var created = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        page.Gateway.Waits(Links, created.Task);
        await shown.InvokeAsync(() => shown.Find("#link-name").Change("Bo"));
        await shown.InvokeAsync(() => shown.Find("form").Submit());
        await shown.WaitForAssertionAsync(() => page.Gateway.CountOf(Links).ShouldBe(2));

        // The list is not answered.
        page.Gateway.Waits(Links, new TaskCompletionSource<string>().Task);
        created.SetResult("{" + Link + ",\"may_edit\":false,\"token\":\"cl_secret\"}");
        await shown.WaitForAssertionAsync(() => shown.Find("#new-link").TextContent.ShouldEndWith("/shared#cl_secret"));
        shown.Find("form button[type=submit]").HasAttribute("disabled").ShouldBeFalse();
    }

    [Fact]
    public async Task A_link_whose_answer_was_lost_is_looked_for_and_the_reason_is_shown()
    {
        await using var page = new PageContext();
        page.Gateway.Says(Links, """{"items":[]}""");
        var shown = await OpenAsync(page);
        await shown.InvokeAsync(() => shown.Find("#link-name").Change("Bo"));
        page.Gateway.IsAway(Links);
        await shown.InvokeAsync(() => shown.Find("form").Submit());

        // The list, the new link, and the list once more.
        await shown.WaitForAssertionAsync(() => page.Gateway.CountOf(Links).ShouldBe(3));
        page.Services.GetRequiredService<Notices>().Shown.ShouldHaveSingleItem().IsBad.ShouldBeTrue();
        shown.Find("#link-name").GetAttribute("value").ShouldBe("Bo");
    }

    private static async Task<IRenderedComponent<LinksPanel>> OpenAsync(PageContext page)
    {
        var shown = Show(page);
        await shown.Find("#links").ToggleAsync(EventArgs.Empty);
        await shown.WaitForAssertionAsync(() => shown.Markup.ShouldContain(Words.NoLinks));
        return shown;
    }

    private static IRenderedComponent<LinksPanel> Show(PageContext page) => page.Render<LinksPanel>(parameters => parameters.Add(panel => panel.JobId, Guid.Parse(Id)));
}
