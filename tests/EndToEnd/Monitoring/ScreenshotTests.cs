using System.Net.Http.Json;
using Microsoft.Playwright;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.EndToEnd.Chaos;
using Platform.EndToEnd.Hosting;
using Platform.EndToEnd.Frontend;
using Platform.Load;
using Platform.Testkit.Files;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.EndToEnd.Monitoring;

/// <summary>Takes the pictures of the operators' pages that the documents show, light and dark, after some minutes of traffic.</summary>
[Collection(MonitoredCollection.Name)]
public sealed class ScreenshotTests(MonitoredFixture platform, Browser browser)
{
    /// <summary>The environment variable that has them taken.</summary>
    public const string Switch = "SCREENSHOTS";

    private const int Width = 1440;
    private static readonly (string Uid, int Height)[] s_dashboards =
        [("plat-overview", 1180), ("plat-golden-signals", 1180), ("plat-api", 1180), ("plat-service", 1180), ("plat-worker", 1180), ("plat-messaging", 1180)];

    [SwitchedFact(Switch, "screenshots")]
    public async Task Screenshots_of_dashboards_and_alerts_are_taken()
    {
        await platform.HadTrafficAsync(browser);
        using var enough = new CancellationTokenSource();
        var traffic = Task.WhenAll(SendLoadAsync(), UseQueueAsync(enough.Token));
        await using var visitor = await browser.VisitAsync(platform.Page);
        await visitor.SignInAsync(email: MonitoredFixture.Operator);
        var page = visitor.Page;
        await page.ArrivesAtAsync("*/jobs");
        await Eventually.BecomesTrueAsync(
            async () => (await platform.QueryAsync("count_over_time(up{job=\"prometheus\"}[6m:10s]) >= 32")).Count > 0, TimeSpan.FromMinutes(10), "five minutes of figures");
        foreach (var (uid, height) in s_dashboards)
        {
            await page.GotoAsync($"/operations/dashboards/{uid}?from=now-5m&refresh=off");
            await Expect(page.Locator(".panel").First).ToBeVisibleAsync();
            await Expect(page.Locator(".panel[aria-busy=true]")).ToHaveCountAsync(0);
            await TakeAsync(page, "dashboard-" + uid["plat-".Length..], height);
        }

        await enough.CancelAsync();
        await traffic;

        // Something to be alarmed about.
        var worker = TestPlatform.Workers[^1];
        await new Faults(platform.App).StopAsync(worker);
        await page.GotoAsync("/operations/alerts");
        var card = page.Locator("[data-alert=ServiceDown]");
        await Expect(card).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await card.GetByRole(AriaRole.Button, new() { Name = "Runbook" }).ClickAsync();
        await Expect(card.Locator(".runbook")).ToBeVisibleAsync();
        await TakeAsync(page, "alerts", 1000);
        await new Faults(platform.App).StartAsync(worker);
    }

    private static async Task TakeAsync(IPage page, string name, int height)
    {
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await page.SetViewportSizeAsync(Width, height);
            await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
            var file = $"{name}-{scheme.ToString().ToLowerInvariant()}.png";
            await page.ScreenshotAsync(new() { Path = RepositoryRoot.Combine("docs", "images", file), Animations = ScreenshotAnimations.Disabled });
        }
    }

    private async Task SendLoadAsync()
    {
        using var said = new StringWriter();
        var options = LoadOptions.Parse(["--api", platform.Api.ToString(), "--rate", "12", "--seconds", "300"])!;
        (await LoadRun.RunAsync(options, said, TimeProvider.System, CancellationToken.None)).ShouldBe(0, said.ToString());
    }

    // A shop: orders come at a pace that changes, and are shipped.
    private async Task UseQueueAsync(CancellationToken cancellationToken)
    {
        using var user = await ApiUser.CreateAsync(platform.Api);
        (await user.Http.PostAsJsonAsync("/queues", new CreateQueueRequest("orders"), ApiUser.Json, CancellationToken.None)).EnsureSuccessStatusCode();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        for (var turn = 0; !cancellationToken.IsCancellationRequested; turn++)
        {
            await tick.WaitForNextTickAsync(CancellationToken.None);
            for (var i = 0; i < 3 + (2 * Math.Sin(turn / 40.0)); i++)
            {
                (await user.Http.PostAsJsonAsync("/queues/orders/messages", new { content = new { order = turn } }, CancellationToken.None)).Dispose();
            }

            (await user.Http.PostAsJsonAsync("/graphql", new { query = "{ queue_by_name(name: \"orders\") { message_count } }" }, CancellationToken.None)).Dispose();
            using var answer = await user.Http.GetAsync("/queues/orders/messages/consume?batch_size=4", CancellationToken.None);
            if (answer.StatusCode == System.Net.HttpStatusCode.OK)
            {
                foreach (var message in (await answer.Content.ReadFromJsonAsync<ConsumedMessages>(ApiUser.Json, CancellationToken.None))!.Messages)
                {
                    (await user.Http.PostAsJsonAsync($"/messages/{message.Id}/ack", new AckRequest(message.Receipt), ApiUser.Json, CancellationToken.None)).Dispose();
                }
            }
        }
    }
}
