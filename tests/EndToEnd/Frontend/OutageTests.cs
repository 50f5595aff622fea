using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.EndToEnd.Chaos;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.EndToEnd.Frontend;

[Collection(PlainPlatformCollection.Name)]
public sealed class OutageTests(PlainPlatformFixture platform, Browser browser)
{
    [Fact]
    [Trait("Length", "long")]
    public async Task The_page_reports_a_gateway_outage_and_recovers_by_itself()
    {
        var faults = new Faults(platform.App);
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAndOpenJobsAsync();
        using var api = await ApiUser.SignInAsync(platform.Api, visitor.Email);
        await api.SubmitAsync(new CreateJobRequest(JobKinds.Probe, Title: "Before"));
        await Expect(page.Locator("table.jobs tbody tr")).ToHaveCountAsync(1);
        await faults.StopAsync("api-gateway");
        try
        {
            await Expect(page.Locator(".banner")).ToContainTextAsync("cannot be reached");
            await Expect(page.Locator(".live.stale")).ToBeVisibleAsync();
            await Expect(page.Locator("table.jobs tbody tr")).ToHaveCountAsync(1);
            await visitor.LooksGoodAsync();
        }
        finally
        {
            await faults.StartAsync("api-gateway");
            await faults.RecoveredAsync();
        }

        await Expect(page.Locator(".live.on")).ToBeVisibleAsync();
        await Expect(page.Locator(".banner")).ToHaveCountAsync(0);
        await api.SubmitAsync(new CreateJobRequest(JobKinds.Probe, Title: "After"));
        await Expect(page.Locator("table.jobs tbody tr")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task The_page_reports_a_partial_outage_and_repeats_failed_actions_once_afterwards()
    {
        var faults = new Faults(platform.App);
        await using var guest = await browser.VisitAsync(platform.Page);
        await guest.RegisterAndOpenJobsAsync();
        await using var visitor = await browser.VisitAsync(platform.Page);
        await visitor.RegisterAsync();
        await visitor.OpenNewJobAsync();
        await faults.StopAsync("job-manager");
        try
        {
            var page = visitor.Page;
            await page.FillAsync("#url", platform.Media.AddStatus("/later.mp3", 404).ToString());
            await page.Locator(".submit-line .primary").ClickAsync();
            await Expect(page.Locator(".trouble.waiting")).ToBeVisibleAsync();
            await Expect(page.Locator(".submit-line .primary")).ToBeEnabledAsync();
            await visitor.LooksGoodAsync();

            // Another part goes on: nobody is kept from signing in.
            await guest.SignOutAsync();
            await guest.SignInAsync();
            await Expect(guest.Page.Locator(".trouble.waiting")).ToContainTextAsync("Not available right now");
            await Expect(guest.Page.Locator(".banner")).ToContainTextAsync("Part of the platform");
            await guest.LooksGoodAsync();
        }
        finally
        {
            await faults.StartAsync("job-manager");
            await faults.RecoveredAsync();
        }

        // Nobody presses anything: the pages keep trying, as they say.
        await visitor.Page.ArrivesAtAsync("*/jobs/*-*");
        await Expect(guest.Page.Locator(".empty")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(guest.Page.Locator(".banner")).ToHaveCountAsync(0);
        await visitor.Page.GotoAsync("/jobs");
        await Expect(visitor.Page.Locator("table.jobs tbody tr")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_page_that_loses_its_server_says_so_and_reconnects_signed_in()
    {
        var faults = new Faults(platform.App);
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAndOpenJobsAsync();
        await faults.StopAsync("frontend");
        try
        {
            await Expect(page.Locator("#components-reconnect-modal")).ToContainTextAsync("connection is lost");
            await Expect(page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
            await visitor.LooksGoodAsync();
        }
        finally
        {
            await faults.StartAsync("frontend");
        }

        // Another process knows nothing of the circuit, but the cookie still holds the session.
        await Expect(page.Locator("#components-reconnect-modal")).ToBeHiddenAsync(new() { Timeout = 120_000 });
        await Expect(page.Locator(".live.on")).ToBeVisibleAsync();
        await Expect(page.Locator(".who")).ToHaveTextAsync(visitor.Email);
    }
}
