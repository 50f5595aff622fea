using System.Net;
using Microsoft.Playwright;
using Platform.EndToEnd.Monitoring;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.EndToEnd.Frontend;

[Collection(MonitoredCollection.Name)]
public sealed class FrameTests(MonitoredFixture platform, Browser browser)
{
    [Fact]
    public async Task Every_page_forbids_inline_scripts_framing_and_sniffing()
    {
        using var http = new HttpClient { BaseAddress = platform.Page };
        foreach (var path in (string[])["/", "/sign-in", "/nothing-here", "/js/theme.js"])
        {
            using var response = await http.GetAsync(path);
            var policy = response.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
            policy.ShouldContain("script-src 'self';");
            policy.ShouldContain("frame-ancestors 'none'");
            response.Headers.GetValues("X-Content-Type-Options").ShouldHaveSingleItem().ShouldBe("nosniff");
        }
    }

    [Theory]
    [InlineData("/embed")]
    [InlineData("/embed/01a1fd00-8988-7c2f-8b6b-678ed2adb173")]
    public async Task Only_the_player_of_shared_captions_may_be_in_frames_of_other_sites(string path)
    {
        using var http = new HttpClient { BaseAddress = platform.Page };
        using var response = await http.GetAsync(path);
        response.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldEndWith("frame-ancestors *");
        using var page = await http.GetAsync(path.Replace("embed", "shared", StringComparison.Ordinal));
        page.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldEndWith("frame-ancestors 'none'");
    }

    [Fact]
    public async Task An_unknown_address_shows_a_not_found_page()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var response = await visitor.Page.GotoAsync("/nothing-here");
        response!.Status.ShouldBe((int)HttpStatusCode.NotFound);
        await Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("Not found");
        await visitor.LooksGoodAsync();

        await visitor.RegisterAsync();
        await visitor.Page.GotoAsync($"/jobs/{Guid.CreateVersion7()}");
        await Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("There is no such job");
        await visitor.LooksGoodAsync();
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_chosen_language_is_kept_and_choosing_it_resends_no_form()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAndOpenJobsAsync();
        await visitor.SignOutAsync();
        await visitor.SignInAsync(password: "not-the-password-of-anybody");
        await Expect(page.Locator(".trouble")).ToContainTextAsync("password is wrong");

        // The buttons for languages are those of a script.
        await page.ArrivesAtAsync("*/sign-in*");
        var posts = 0;
        page.Request += (_, request) => posts += request.Method == "POST" ? 1 : 0;
        await page.Locator("[data-page-language='pt-BR']").ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "pt-BR");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Boas-vindas de volta");
        posts.ShouldBe(0);
        await visitor.LooksGoodAsync();

        await page.GotoAsync("/sign-up");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "pt-BR");
        await visitor.LooksGoodAsync();

        await page.Locator("[data-page-language='en']").ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
    }

    [Fact]
    public async Task Following_a_link_before_a_page_is_interactive_loads_the_target()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAsync();
        var held = await HeldCircuit.OnAsync(page);
        await page.GotoAsync("/jobs");
        await held.Asked;
        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "New job" }).ClickAsync();
        await page.ArrivesAtAsync("*/jobs/new");
        held.Release();
        await Expect(page.Locator(".submit-line .primary")).ToBeEnabledAsync();
        await Expect(page.Locator("a.skip")).ToHaveAttributeAsync("href", "/jobs/new#main");
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_that_does_not_become_interactive_is_shown_with_the_reason()
    {
        const string Negotiation = "**/_blazor/negotiate*";
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAsync();

        // As the server refuses whoever has very many of them.
        await page.RouteAsync(Negotiation, route => route.FulfillAsync(new() { Status = (int)HttpStatusCode.TooManyRequests }));
        await page.GotoAsync("/jobs");
        var notice = page.Locator("#too-many-pages");
        await Expect(notice).ToContainTextAsync("very many pages are open");
        await Expect(notice).ToBeVisibleAsync();
        await Expect(page.Locator("h1")).ToBeVisibleAsync();
        await visitor.LooksGoodAsync();

        await page.UnrouteAsync(Negotiation);
        await notice.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Locator(".live.on")).ToBeVisibleAsync();
        await Expect(notice).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_chosen_colour_theme_is_kept()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.GotoAsync("/");
        await page.Locator("[data-theme-toggle]").ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        var response = await page.GotoAsync("/sign-in");
        (await response!.TextAsync()).ShouldContain("data-theme=\"dark\"");
    }

    [Fact]
    public async Task Everything_can_be_reached_and_used_by_keyboard()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAsync();
        await page.GotoAsync("/jobs");
        await Expect(page.Locator(".live.on")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Tab");
        var reached = new List<string>();
        for (var step = 0; step < 30; step++)
        {
            reached.Add(await page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()"));
            (await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle")).ShouldNotBe("none", $"no focus to be seen on {reached[^1]}");
            if (reached[^1] == "More filters")
            {
                break;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        reached.ShouldContain("New job");
        reached.ShouldContain("Search jobs");
        reached.ShouldContain("Failed");
        reached[^1].ShouldBe("More filters");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#filter-tag")).ToBeVisibleAsync();
        await visitor.LooksGoodAsync();
    }
}
