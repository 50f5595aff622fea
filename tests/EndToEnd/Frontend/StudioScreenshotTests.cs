using Microsoft.Playwright;
using Platform.EndToEnd.Monitoring;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.EndToEnd.Frontend;

/// <summary>Takes the pictures of the studio that the documents show: wide, its transcript, and on a phone, light and dark.</summary>
[Collection(PlainPlatformCollection.Name)]
public sealed class StudioScreenshotTests(PlainPlatformFixture platform, Browser browser)
{
    private const int Wide = 1440;
    private const int Phone = 390;

    [SwitchedFact(ScreenshotTests.Switch, "screenshots")]
    public async Task Screenshots_of_the_studio_are_taken()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        await visitor.SignUpAsync();
        var job = await visitor.SubmitFileAsync(Recording.All[0].File);
        await visitor.WaitForStateAsync("Succeeded");
        var page = visitor.Page;
        await page.GotoAsync($"/jobs/{job}/studio");
        await Expect(page.Locator("[data-studio-root]")).ToHaveAttributeAsync("data-waveform", "", new() { Timeout = 60_000 });
        await page.Locator(".studio-row textarea").First.ClickAsync();
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await TakeAsync(page, "studio", scheme, Wide, 1180);
            await TakeAsync(page, "studio-phone", scheme, Phone, 844);
            await page.SetViewportSizeAsync(Wide, 1180);
            await page.Locator(".studio-transcript").ScreenshotAsync(new() { Path = FileOf("studio-transcript", scheme), Animations = ScreenshotAnimations.Disabled });
        }

        visitor.Faults.ShouldBeEmpty();
    }

    private static async Task TakeAsync(IPage page, string name, ColorScheme scheme, int width, int height)
    {
        await page.SetViewportSizeAsync(width, height);
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        await page.ScreenshotAsync(new() { Path = FileOf(name, scheme), Animations = ScreenshotAnimations.Disabled });
    }

    private static string FileOf(string name, ColorScheme scheme) => RepositoryRoot.Combine("docs", "images", $"{name}-{scheme.ToString().ToLowerInvariant()}.png");
}
