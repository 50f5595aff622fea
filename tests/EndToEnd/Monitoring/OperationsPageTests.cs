using Microsoft.Playwright;
using Platform.EndToEnd.Frontend;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.EndToEnd.Monitoring;

[Collection(MonitoredCollection.Name)]
public sealed class OperationsPageTests(MonitoredPlatform platform)
{
    [Fact]
    public async Task Operators_see_dashboards_with_data_and_use_them_by_keyboard()
    {
        await using var visitor = await platform.Browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await SignInAsync(visitor);
        await page.GetByRole(AriaRole.Link, new() { Name = "Operations" }).ClickAsync();
        await Expect(page.Locator(".dash-list .card")).ToHaveCountAsync(12);
        await visitor.LooksGoodAsync();

        foreach (var uid in (string[])["plat-overview", "plat-golden-signals", "plat-api", "plat-service"])
        {
            await OpenAsync(page, uid);
            (await page.Locator(".panel-note.bad").AllInnerTextsAsync()).ShouldBeEmpty(uid);
            (await page.Locator(".plot .line[d^=M], .plot .bars").CountAsync()).ShouldBeGreaterThan(5, uid);
            await visitor.LooksGoodAsync();
        }

        // The service's own dashboard repeats for each service, and the choice of one stands in the address.
        await Expect(page.Locator(".dash-row > h2")).ToHaveTextAsync(["api-gateway", "frontend", "job-manager", "worker"]);
        await page.Locator(".picker summary").Nth(1).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "worker", Exact = true }).First.FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.WaitForURLAsync("**var-*");

        // The crosshair moves by keyboard and tells the values.
        await OpenAsync(page, "plat-golden-signals");
        var plot = page.Locator("[data-plot]").First;
        await plot.FocusAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(page.Locator(".chart-tip")).ToContainTextAsync("p95");
        await page.Keyboard.PressAsync("ArrowLeft");
        (await page.Locator(".crosshair").CountAsync()).ShouldBeGreaterThan(3);

        // What is drawn can be read as a table, too.
        await page.GetByRole(AriaRole.Button, new() { Name = "Latency as a table" }).ClickAsync();
        await Expect(page.Locator(".panel .data-table thead").First).ToContainTextAsync("p95");
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Alerts_are_shown_with_their_runbook_and_can_be_silenced()
    {
        await using var visitor = await platform.Browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await SignInAsync(visitor);
        await page.GotoAsync("/operations/alerts");
        var card = page.Locator("[data-alert=Watchdog]");
        await Expect(card).ToBeVisibleAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Runbook" }).ClickAsync();
        await Expect(card.Locator(".runbook h1, .runbook h2").First).ToBeVisibleAsync();
        await visitor.LooksGoodAsync();

        await card.GetByRole(AriaRole.Button, new() { Name = "Silence" }).ClickAsync();
        await page.FillAsync("#silence-why", "Tried out by a test.");
        await card.Locator("form button[type=submit]").ClickAsync();
        await Expect(page.Locator(".silence")).ToContainTextAsync("Tried out by a test.");
        await Expect(card.Locator(".badge", new() { HasText = "silenced" })).ToBeVisibleAsync();
        await page.Locator(".silence").GetByRole(AriaRole.Button, new() { Name = "End silence" }).ClickAsync();
        await visitor.AnswerYesAsync();
        await Expect(page.Locator(".silence")).ToHaveCountAsync(0);
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Others_do_not_get_there()
    {
        await using var visitor = await platform.Browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.SignUpAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Operations" })).ToHaveCountAsync(0);
        foreach (var path in (string[])["/operations", "/operations/alerts", "/operations/dashboards/plat-overview", "/operations/runbooks/watchdog"])
        {
            await page.GotoAsync(path);
            await Expect(page.Locator("h1")).ToHaveTextAsync("Not for you");
        }
    }

    private static async Task SignInAsync(Visitor visitor)
    {
        await visitor.SignInAsync(email: MonitoredPlatform.Operator);
        await visitor.Page.WaitForURLAsync("**/jobs");
    }

    private static async Task OpenAsync(IPage page, string uid)
    {
        await page.GotoAsync($"/operations/dashboards/{uid}?from=now-5m&refresh=off");
        await Expect(page.Locator(".panel").First).ToBeVisibleAsync();
        await Expect(page.Locator(".panel[aria-busy=true]")).ToHaveCountAsync(0);
    }
}
