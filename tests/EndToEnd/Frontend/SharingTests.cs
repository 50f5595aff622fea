using Microsoft.Playwright;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.EndToEnd.Monitoring;
using Platform.Testkit.Media;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.EndToEnd.Frontend;

/// <summary>Links to captions, for people without an account.</summary>
[Collection(MonitoredCollection.Name)]
public sealed class SharingTests(MonitoredFixture platform, Browser browser)
{
    [Fact]
    public async Task Captions_are_read_by_a_link_without_an_account_until_it_is_revoked()
    {
        await using var owner = await browser.VisitAsync(platform.Page);
        var (api, _) = await SubmittedAsync(owner);
        using var user = api;
        var link = await CreateAsync(owner.Page, "read");
        var frame = (await owner.Page.Locator("#new-frame").TextContentAsync()).ShouldNotBeNull();
        frame.ShouldStartWith("<iframe src=");
        frame.ShouldEndWith("</iframe>");
        await owner.LooksGoodAsync();

        // A browser that refuses to copy leaves the link selected, and the page as it is.
        await owner.Page.EvaluateAsync("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }");
        await owner.Page.Locator("#new-link + button").ClickAsync();
        await Expect(owner.Page.Locator(".notice.bad")).ToContainTextAsync("selected");
        (await owner.Page.EvaluateAsync<string>("getSelection().toString()")).Trim().ShouldBe(link);

        await using var reader = await browser.VisitAsync(platform.Page);
        await reader.Page.GotoAsync(link);
        await Expect(reader.Page.Locator("[data-cues] > li").First).ToBeVisibleAsync();
        await Expect(reader.Page.Locator("[data-linked-player]")).ToHaveAttributeAsync("data-player", "attached");
        reader.Page.Url.ShouldContain("#cl_");
        reader.Page.Url.ShouldNotContain("?");
        await reader.LooksGoodAsync();
        await reader.Page.Locator("[data-seek]").First.ClickAsync();
        await reader.UntilAsync("document.querySelector('[data-media]').currentTime > 0");

        // The same in a frame, where there is nothing else.
        await reader.Page.GotoAsync(link.Replace("/shared#", "/embed#", StringComparison.Ordinal));
        await Expect(reader.Page.Locator("[data-cues] > li").First).ToBeVisibleAsync();
        await Expect(reader.Page.Locator("nav")).ToHaveCountAsync(0);
        await reader.LooksGoodAsync();

        await owner.Page.Locator("#links [data-link] button").ClickAsync();
        await owner.AnswerYesAsync();
        await Expect(owner.Page.Locator("#links")).ToContainTextAsync("There are no links");
        await reader.Page.GotoAsync(link);
        await Expect(reader.Page.Locator("[data-link-gone]")).ToBeVisibleAsync();
        await reader.LooksGoodAsync();
        owner.Faults.ShouldBeEmpty();
        reader.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Captions_are_edited_by_a_link_without_an_account()
    {
        await using var owner = await browser.VisitAsync(platform.Page);
        var (api, job) = await SubmittedAsync(owner);
        using var user = api;
        var link = await CreateAsync(owner.Page, "edit");
        await using var editor = await browser.VisitAsync(platform.Page);
        await editor.Page.GotoAsync(link);
        await Expect(editor.Page.Locator("[data-studio-root]")).ToHaveAttributeAsync("data-studio", "attached");
        await editor.Page.Locator(".studio-row textarea").First.FillAsync("By a link");
        await Eventually.PassesAsync(
            async () => (await ApiUser.ReadAsync<CaptionDocument>(await user.Http.GetAsync($"/api/v1/jobs/{job}/captions?format=json"))).Cues[0].Text.ShouldBe("By a link"));
        await editor.LooksGoodAsync();

        // Reloaded, it goes on.
        await editor.Page.ReloadAsync();
        await Expect(editor.Page.Locator(".studio-row textarea").First).ToHaveValueAsync("By a link");
        editor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Visitors_comment_by_a_link_and_the_owner_resolves_and_deletes()
    {
        await using var owner = await browser.VisitAsync(platform.Page);
        using var user = (await SubmittedAsync(owner)).Api;
        var link = await CreateAsync(owner.Page, "comment");
        await using var visitor = await browser.VisitAsync(platform.Page);
        await visitor.Page.GotoAsync(link);
        await Expect(visitor.Page.Locator("[data-linked-comments]")).ToHaveAttributeAsync("data-attached", "true");
        await visitor.Page.Locator("[data-comment-form] button").ClickAsync();
        await Expect(visitor.Page.Locator("[data-comment-missing]")).ToBeVisibleAsync();
        await WriteAsync(visitor.Page, "Louder, please");
        await Expect(visitor.Page.Locator("[data-comments] > li")).ToContainTextAsync("Louder, please");
        await WriteAsync(visitor.Page, "A mistake");
        await visitor.LooksGoodAsync();
        await visitor.Page.Locator("[data-comments] > li").Filter(new() { HasText = "A mistake" }).Locator("[data-comment-delete]").ClickAsync();
        await Expect(visitor.Page.Locator("[data-comments] > li")).ToHaveCountAsync(1);

        // Another visitor sees it, and cannot delete it.
        await using var other = await browser.VisitAsync(platform.Page);
        await other.Page.GotoAsync(link);
        await Expect(other.Page.Locator("[data-comments] > li")).ToContainTextAsync("Louder, please");
        await Expect(other.Page.Locator("[data-comment-delete]:visible")).ToHaveCountAsync(0);

        await owner.Page.Locator("#comments summary").ClickAsync();
        var shown = owner.Page.Locator("#comments [data-comment]");
        await Expect(shown).ToContainTextAsync("Louder, please");
        await shown.GetByRole(AriaRole.Button, new() { Name = "Resolve" }).ClickAsync();
        await Expect(shown.GetByRole(AriaRole.Button, new() { Name = "Reopen" })).ToBeVisibleAsync();
        await owner.LooksGoodAsync();
        await shown.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await owner.AnswerYesAsync();
        await Expect(owner.Page.Locator("#comments")).ToContainTextAsync("There are no comments");
        owner.Faults.ShouldBeEmpty();
        visitor.Faults.ShouldBeEmpty();
    }

    private static async Task WriteAsync(IPage page, string text)
    {
        await page.FillAsync("#comment-name", "Bo");
        await page.FillAsync("#comment-text", text);
        await page.Locator("[data-comment-form] button").ClickAsync();
        await Expect(page.Locator("#comment-text")).ToHaveValueAsync("");
    }

    private async Task<(ApiUser Api, Guid Job)> SubmittedAsync(Visitor visitor)
    {
        var (api, job) = await FinishedCaptions.OfAsync(
            platform.Api, visitor, Recording.Shortest.File, new([new ReplacedCue(0.3, 1, "one", "cue-1"), new ReplacedCue(1.2, 2.4, "two", "cue-2")]));
        await visitor.Page.GotoAsync($"/jobs/{job}");
        return (api, job);
    }

    private static async Task<string> CreateAsync(IPage page, string may)
    {
        await page.Locator("#links summary").ClickAsync();
        await page.FillAsync("#link-name", "Bo");
        await page.SelectOptionAsync("#link-may", may);
        await page.Locator("#links button[type=submit]").ClickAsync();
        return (await page.Locator("#new-link").TextContentAsync()).ShouldNotBeNull();
    }
}
