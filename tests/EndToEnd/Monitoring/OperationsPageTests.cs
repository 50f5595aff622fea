using Microsoft.Playwright;
using Platform.EndToEnd.Frontend;
using Platform.Testkit.Files;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.EndToEnd.Monitoring;

/// <summary>Operators look at dashboards and alerts in a browser.</summary>
[Collection(MonitoredCollection.Name)]
public sealed class OperationsPageTests(MonitoredFixture platform, Browser browser)
{
    // What scripts of the page do by themselves, in milliseconds.
    private const float Moment = 5_000;

    // Between them these have panels of every kind.
    private static readonly string[] s_every = ["plat-overview", "plat-worker"];

    [Fact]
    public Task Dashboards_are_drawn_with_data() => ShouldBeDrawnAsync(s_every.Contains, looksAt: s_every[..1]);

    [Fact]
    [Trait("Length", "long")]
    public Task All_dashboards_are_drawn_with_data() => ShouldBeDrawnAsync(_ => true, looksAt: s_every);

    [Fact]
    public async Task Charts_can_be_read_by_keyboard_and_as_tables()
    {
        await platform.HadTrafficAsync(browser);
        await using var visitor = await SignInAsync();
        var page = visitor.Page;
        await OpenAsync(page, "plat-golden-signals");
        var plots = page.Locator("[data-plot]");
        var moment = page.Locator(".chart-tip p").First;
        await Eventually.PassesAsync(async () =>
        {
            // All at once, and from the beginning where the page moved meanwhile: what takes the focus takes the crosshair.
            await plots.First.FocusAsync();
            await page.Keyboard.PressAsync("End");
            await Expect(page.Locator(".chart-tip")).ToContainTextAsync("p95", new() { Timeout = Moment });
            var last = await moment.InnerTextAsync(new() { Timeout = Moment });
            await page.Keyboard.PressAsync("ArrowLeft");
            await Expect(moment).Not.ToHaveTextAsync(last, new() { Timeout = Moment });

            // One moment on all charts of the page.
            (await page.Locator(".crosshair").CountAsync()).ShouldBe(await plots.CountAsync());
        });
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".chart-tip")).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Latency as a table", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".panel .data-table thead").First).ToContainTextAsync("p95");
        await page.GetByRole(AriaRole.Button, new() { Name = "About Latency", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".panel .explained")).Not.ToBeEmptyAsync();
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Time_range_refresh_and_variables_are_kept_in_the_address()
    {
        await platform.HadTrafficAsync(browser);
        await using var visitor = await SignInAsync();
        var page = visitor.Page;
        await OpenAsync(page, "plat-service");
        await Expect(page.Locator(".dash-row > h2")).ToHaveTextAsync(["api-gateway", "broker", "frontend", "job-manager", "operations", "worker"]);

        // One service of six from here on: each step draws all charts again.
        var service = page.Locator(".picker").Filter(new() { Has = page.GetByText("Service", new() { Exact = true }) }).First;
        await service.Locator("summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await service.GetByRole(AriaRole.Checkbox, new() { Name = "worker", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.ArrivesAtAsync("*var-service=worker*");
        await Expect(page.Locator(".dash-row > h2")).ToHaveTextAsync(["worker"]);
        var plot = page.Locator("[data-plot]").First;
        await Eventually.PassesAsync(async () => (await SpanAsync(plot)).ShouldBe(900, 60));

        await page.SelectOptionAsync("#dash-range", "now-1h");
        await page.ArrivesAtAsync("*from=now-1h*");
        await Eventually.PassesAsync(async () => (await SpanAsync(plot)).ShouldBe(3600, 120), TimeSpan.FromSeconds(60));

        // Nobody presses anything: the chart goes on with the time.
        var from = await plot.GetAttributeAsync("data-from");
        await page.SelectOptionAsync("#dash-refresh", "5s");
        await page.ArrivesAtAsync("*refresh=5s*");
        await Expect(plot).Not.ToHaveAttributeAsync("data-from", from!, new() { Timeout = 90_000 });
        await page.SelectOptionAsync("#dash-refresh", "off");
        await page.ArrivesAtAsync("*refresh=off*");

        // Whoever is sent the address sees the same.
        await page.ReloadAsync();
        await Expect(page.Locator(".dash-row > h2")).ToHaveTextAsync(["worker"]);
        await Expect(page.Locator("#dash-range")).ToHaveValueAsync("now-1h");
        await Expect(page.Locator("#dash-refresh")).ToHaveValueAsync("off");
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Alerts_are_shown_with_their_runbook_and_can_be_silenced()
    {
        await using var visitor = await SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/operations/alerts");
        var firing = page.Locator($"#group-firing ~ ul [data-alert={Rehearsal.Fires}]");
        await Expect(firing).ToContainTextAsync("Nothing is wrong");
        await Expect(page.Locator($"#group-pending ~ ul [data-alert={Rehearsal.Waits}]")).ToContainTextAsync("The answer is 42");
        await visitor.LooksGoodAsync();

        var silences = page.Locator(".silence");
        await Expect(silences).ToHaveCountAsync(0);
        await firing.GetByRole(AriaRole.Button, new() { Name = "Silence" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#silence-why").FocusAsync();
        await page.Keyboard.TypeAsync("Tried out by a test.");
        await page.Keyboard.PressAsync("Enter");
        await Expect(silences).ToContainTextAsync("Tried out by a test.");
        await Expect(silences).ToContainTextAsync(MonitoredFixture.Operator);
        await Expect(firing.Locator(".badge", new() { HasText = "silenced" })).ToBeVisibleAsync();
        (await platform.SilencesAsync()).ShouldHaveSingleItem().GetProperty("comment").GetString().ShouldBe("Tried out by a test.");
        await silences.GetByRole(AriaRole.Button, new() { Name = "End silence" }).ClickAsync();
        await visitor.AnswerYesAsync();
        await Expect(silences).ToHaveCountAsync(0);
        await Expect(firing.Locator(".badge", new() { HasText = "silenced" })).ToHaveCountAsync(0);
        (await platform.SilencesAsync()).ShouldBeEmpty();

        await firing.GetByRole(AriaRole.Button, new() { Name = "Runbook" }).ClickAsync();
        await Expect(firing.Locator(".runbook h4")).ToHaveTextAsync("ServiceDown");
        await visitor.LooksGoodAsync();

        // One runbook names others; each has a page of its own, which notifications lead to.
        await firing.Locator(".runbook a[href*=serviceabsent]").First.ClickAsync();
        await page.ArrivesAtAsync("*/operations/runbooks/serviceabsent");
        await Expect(page.Locator("h1")).ToHaveTextAsync("ServiceAbsent");
        await visitor.LooksGoodAsync();
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Objectives_are_listed_and_have_a_page_each()
    {
        await using var visitor = await SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/operations/objectives");
        await Expect(page.Locator(".objective")).ToHaveCountAsync(3);
        await visitor.LooksGoodAsync();
        await page.Locator("[data-objective=api-availability] a").ClickAsync();
        await page.ArrivesAtAsync("*/operations/objectives/api-availability");
        await Expect(page.Locator(".objective-title")).ToContainTextAsync("without an error of ours");
        await visitor.LooksGoodAsync();
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Users_who_are_not_operators_get_no_access()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAsync();
        foreach (var path in (string[])["/operations", "/operations/alerts", "/operations/objectives", "/operations/dashboards/plat-overview", "/operations/runbooks/watchdog"])
        {
            await page.GotoAsync(path);
            await Expect(page.Locator("h1")).ToHaveTextAsync("Not for you");
        }

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Jobs" }).First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Operations" })).ToHaveCountAsync(0);
        await visitor.LooksGoodAsync();
    }

    private async Task ShouldBeDrawnAsync(Func<string, bool> which, IReadOnlyCollection<string> looksAt)
    {
        await platform.HadTrafficAsync(browser);
        await using var visitor = await SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/jobs");
        await Expect(page.Locator(".live.on")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Operations" }).ClickAsync();
        var cards = page.Locator(".dash-list .card a");
        await Expect(cards).ToHaveCountAsync(Directory.GetFiles(RepositoryRoot.Combine("deploy", "grafana", "dashboards"), "*.json", SearchOption.AllDirectories).Length);
        await visitor.LooksGoodAsync();

        // That their queries have answers is asked of Prometheus itself; here it is each drawn, and on a page that is loaded once.
        var uids = (await cards.EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))")).Select(address => address.Split('/')[^1]).Where(which).ToList();
        uids.ShouldNotBeEmpty();
        await OpenAsync(page, uids[0]);
        foreach (var uid in uids)
        {
            await ChooseAsync(page, uid);
            await Eventually.PassesAsync(async () =>
            {
                (await page.Locator(".panel").CountAsync()).ShouldBeGreaterThan(8, uid);
                (await page.Locator(".plot .line[d^=M], .plot .bars").CountAsync()).ShouldBeGreaterThan(5, uid);
            });
            if (looksAt.Contains(uid))
            {
                await visitor.LooksGoodAsync();
                continue;
            }

            await page.SetViewportSizeAsync(390, 900);

            // Charts are drawn again for the width.
            await Eventually.PassesAsync(async () =>
                (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, $"{uid} sticks out on a phone"));
            await page.SetViewportSizeAsync(1440, 900);
        }

        visitor.Faults.ShouldBeEmpty();
    }

    private async Task<Visitor> SignInAsync()
    {
        var visitor = await browser.VisitAsync(platform.Page);
        await visitor.EnterAsync(MonitoredFixture.Operator);
        return visitor;
    }

    // Opened again where Prometheus gave up on a query, as it may on a machine that stands still for seconds.
    private static Task OpenAsync(IPage page, string uid) => Eventually.PassesAsync(
        async () =>
        {
            await page.GotoAsync($"/operations/dashboards/{uid}?from=now-15m&refresh=off");
            await Expect(page.Locator(".panel").First).ToBeVisibleAsync();
            await Expect(page.Locator(".panel[aria-busy=true]")).ToHaveCountAsync(0, new() { Timeout = 90_000 });
            (await page.Locator(".panel-note.bad").AllInnerTextsAsync()).ShouldBeEmpty(uid);
        },
        TimeSpan.FromMinutes(2));

    /// <summary>Goes from one dashboard to another without leaving the page, with the same times.</summary>
    private static async Task ChooseAsync(IPage page, string uid)
    {
        await page.SelectOptionAsync("select[aria-label=Dashboard]", uid);
        await page.ArrivesAtAsync($"*/operations/dashboards/{uid}?from=now-15m&refresh=off");
        await Expect(page.Locator("h1")).ToHaveTextAsync((await page.Locator($"select[aria-label=Dashboard] option[value={uid}]").TextContentAsync())!);
        await Expect(page.Locator(".panel").First).ToBeVisibleAsync();
        await Expect(page.Locator(".panel[aria-busy=true]")).ToHaveCountAsync(0, new() { Timeout = 90_000 });
        if (await page.Locator(".panel-note.bad").CountAsync() > 0)
        {
            await OpenAsync(page, uid);
        }
    }

    /// <summary>Seconds from a chart's first point to its last.</summary>
    private static Task<double> SpanAsync(ILocator plot) => plot.EvaluateAsync<double>("plot => plot.dataset.step * (plot.dataset.count - 1)");
}
