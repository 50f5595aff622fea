using System.Text.RegularExpressions;
using Aspire.Dashboard.Resources;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.EndToEnd.Dashboard;

public sealed partial class DashboardTests(DashboardBrowser browser) : IClassFixture<DashboardBrowser>
{
    public static TheoryData<string, int, bool> Pages()
    {
        var data = new TheoryData<string, int, bool>();
        foreach (var page in new[] { "/", "/?resource=worker-f3v8rn5j", "/consolelogs", "/consolelogs/resource/worker-a9d4xk2s", "/structuredlogs", "/structuredlogs?log=95", "/traces", "/traces?q=nothing-like-this", "/traces/detail/{trace}", "/traces/detail/00000000000000000000000000000001" })
        {
            foreach (var width in new[] { 390, 1440 })
            {
                data.Add(page, width, false);
                data.Add(page, width, true);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_has_no_accessibility_violation_no_overflow_and_no_script_error(string path, int width, bool dark)
    {
        await using var opened = await browser.OpenAsync(path.Replace("{trace}", browser.Application.TraceId, StringComparison.Ordinal), width, dark ? ColorScheme.Dark : ColorScheme.Light);
        var page = opened.Page;
        await Expect(page.Locator("#link-state")).ToHaveAttributeAsync("data-state", "live");
        await Expect(page.Locator("#main .spinner:visible")).ToHaveCountAsync(0);

        var found = await page.RunAxe();
        found.Violations.ShouldBeEmpty(string.Join("; ", found.Violations.Select(item => $"{item.Id}: {item.Help} {item.Nodes[0].Html}")));
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0);
        opened.Complaints.Where(text => !path.Contains("0000001", StringComparison.Ordinal) || !text.Contains("404", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_login_page_takes_the_token_and_says_when_it_is_wrong(ColorScheme colours)
    {
        await using var opened = await browser.OpenAsync("/", 390, colours);
        var page = opened.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByLabel("Token")).ToBeVisibleAsync();
        (await page.RunAxe()).Violations.ShouldBeEmpty();
        await page.GetByLabel("Token").FillAsync("0123456789abcdef0123");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        (await page.RunAxe()).Violations.ShouldBeEmpty();
        await page.GetByLabel("Token").FillAsync(browser.Application.LoginUrl.Query["?t=".Length..]);
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Resources" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Everything_can_be_done_by_keyboard()
    {
        await using var opened = await browser.OpenAsync("/");
        var page = opened.Page;
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "postgres", Exact = true })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" })).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "redis", Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#panel h2")).ToHaveTextAsync("redis");
        await Expect(page.Locator("#panel h2")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#panel")).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "redis", Exact = true })).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("worker");
        await Expect(page.Locator("tbody tr:visible")).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("tbody tr:visible")).ToHaveCountAsync(10);
        await page.Keyboard.PressAsync("Escape");

        await page.Keyboard.PressAsync("t");
        await Expect(page).ToHaveURLAsync(TracesUrl());
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Treegrid)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(page.Locator(".wf-row")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#panel h2")).ToHaveTextAsync("POST /internal/v1/jobs/submit");

        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        (await page.RunAxe()).Violations.ShouldBeEmpty();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_resource_is_stopped_and_started_and_a_failure_is_told()
    {
        await using var opened = await browser.OpenAsync("/");
        var row = opened.Page.Locator("tr[data-id=messaging]");
        await row.GetByRole(AriaRole.Button, new() { Name = "Stop messaging" }).ClickAsync();
        await Expect(row).ToContainTextAsync("Stopped");
        await row.GetByRole(AriaRole.Button, new() { Name = "Start messaging" }).ClickAsync();
        await Expect(row).ToContainTextAsync("Running");

        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Restart postgres" }).ClickAsync();
        await Expect(opened.Page.Locator(".toast.bad")).ToContainTextAsync("did not stop within 10 s");
    }

    [Fact]
    public async Task A_secret_is_shown_only_when_asked_for_and_until_it_is_put_away()
    {
        await using var opened = await browser.OpenAsync("/?resource=redis");
        var panel = opened.Page.Locator("#panel");
        var reveal = panel.GetByRole(AriaRole.Button, new() { Name = "Reveal ConnectionStrings__redis" });
        await Expect(panel).ToContainTextAsync("ConnectionStrings__redis");
        await Expect(panel).Not.ToContainTextAsync("battery-staple");
        await reveal.ClickAsync();
        await Expect(panel).ToContainTextAsync("battery-staple");

        // A health check tells something new of the resource.
        Change("redis", resource => resource with { HealthReports = [new("redis_check", ResourceHealth.Healthy, "Answered once more")] });
        await Expect(panel).ToContainTextAsync("Answered once more");
        await Expect(panel).ToContainTextAsync("battery-staple");
        await Expect(reveal).ToBeFocusedAsync();
        await reveal.ClickAsync();
        await Expect(panel).Not.ToContainTextAsync("battery-staple");
        await reveal.ClickAsync();
        await Expect(panel).ToContainTextAsync("battery-staple");

        // The page was opened with the panel: closed, it leads to its own row, not to the first.
        var row = opened.Page.GetByRole(AriaRole.Button, new() { Name = "redis", Exact = true });
        await panel.GetByRole(AriaRole.Button, new() { Name = "Close details" }).ClickAsync();
        await Expect(row).ToBeFocusedAsync();
        await row.ClickAsync();
        await Expect(panel).ToContainTextAsync("ConnectionStrings__redis");
        await Expect(panel).Not.ToContainTextAsync("battery-staple");
    }

    [Fact]
    public async Task A_press_counts_though_something_new_comes_in_before_the_button_is_let_go()
    {
        await using var opened = await browser.OpenAsync("/");
        var row = opened.Page.Locator("tr[data-id=redis]");
        var restarts = row.Locator("td").Nth(4);
        await row.GetByRole(AriaRole.Button, new() { Name = "redis", Exact = true }).HoverAsync();
        await opened.Page.Mouse.DownAsync();
        Change("redis", resource => resource with { Restarts = 7 });
        await Expect(restarts).ToHaveTextAsync("7");
        await opened.Page.Mouse.UpAsync();
        await Expect(opened.Page.Locator("#panel h2")).ToHaveTextAsync("redis");
        Change("redis", resource => resource with { Restarts = 8 });
        await Expect(restarts).ToHaveTextAsync("8");
        await Expect(row).ToHaveClassAsync(SelectedClass());
    }

    [Fact]
    public async Task Console_lines_come_live_in_colour_are_filtered_and_followed()
    {
        await using var opened = await browser.OpenAsync("/consolelogs/resource/messaging");
        var page = opened.Page;
        var lines = page.Locator(".console .line");
        await Expect(lines).ToHaveCountAsync(120);
        await Expect(page.Locator(".console .f2").First).ToHaveTextAsync("info");
        browser.Application.Logs.Append("messaging", "\u001b[31mlive <b>line</b>\u001b[0m");
        await Expect(lines.Last.Locator(".f1")).ToHaveTextAsync("live <b>line</b>");
        await Expect(lines.Last).ToBeInViewportAsync();

        await page.GetByRole(AriaRole.Searchbox).FillAsync("LIVE <b>");
        await Expect(lines).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Searchbox).FillAsync("");
        await Expect(lines).ToHaveCountAsync(121);

        await page.Locator(".console").HoverAsync();
        await page.Mouse.WheelAsync(0, -400);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Follow" })).ToHaveAttributeAsync("aria-pressed", "false");
        browser.Application.Logs.Append("messaging", "below");
        await page.GetByRole(AriaRole.Button, new() { Name = "1 new line" }).ClickAsync();
        await Expect(lines.Last).ToBeInViewportAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        download.SuggestedFilename.ShouldStartWith("messaging-");
    }

    [Fact]
    public async Task A_failed_trace_is_found_read_and_followed_to_its_log()
    {
        await using var opened = await browser.OpenAsync("/traces");
        var page = opened.Page;
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
        await page.GetByLabel("Status").SelectOptionAsync("Error");
        await page.GetByRole(AriaRole.Searchbox).FillAsync("job.kind=captions");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
        await page.Locator("tbody tr a").First.ClickAsync();
        await Expect(page.Locator(".wf-row.failed")).ToHaveCountAsync(2);
        await page.Locator(".wf-row.failed").Last.ClickAsync();
        await Expect(page.Locator("#panel")).ToContainTextAsync("The media host answered 404 Not Found.");
        await Expect(page.Locator("#panel")).ToContainTextAsync("exception.type");
        await page.Locator("#panel .log-lines a").ClickAsync();

        await Expect(page.Locator("#panel h2")).ToHaveTextAsync("Error log");
        await Expect(page.Locator("#panel")).ToContainTextAsync("HttpRequestException");
    }

    [Fact]
    public async Task The_chosen_colours_survive_a_reload()
    {
        await using var opened = await browser.OpenAsync("/");
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Use dark colours" }).ClickAsync();
        await opened.Page.ReloadAsync();

        await Expect(opened.Page.GetByRole(AriaRole.Button, new() { Name = "Use light colours" })).ToBeVisibleAsync();
        (await opened.Page.EvaluateAsync<string>("getComputedStyle(document.documentElement).colorScheme")).ShouldBe("dark");
    }

    private void Change(string id, Func<ResourceSnapshot, ResourceSnapshot> change) =>
        browser.Application.Catalog.Publish(change(browser.Application.Catalog.Current.Single(resource => string.Equals(resource.Id, id, StringComparison.Ordinal))));

    [GeneratedRegex(@"\bselected\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SelectedClass();

    [GeneratedRegex("/traces$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TracesUrl();
}
