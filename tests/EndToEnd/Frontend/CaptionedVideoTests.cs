using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.EndToEnd.MediaFiles;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.EndToEnd.Frontend;

[Collection(PlainPlatformCollection.Name)]
public sealed class CaptionedVideoTests(PlainPlatformFixture platform, Browser browser)
{
    private static readonly TimeSpan s_untilMade = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_video_with_captions_is_made_followed_played_and_downloaded()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("talk.mp4");
        await VideoFile.WriteAsync(file, Recording.Shortest.File);
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAsync();
        using var user = await ApiUser.SignInAsync(platform.Api, visitor.Email);

        // Typed captions: nothing has to be recognised.
        var captions = (await user.SubmitCaptionsAsync(new CaptionsInput(UploadId: await user.UploadAsync(file, "video/mp4"), Language: "en", Recognise: false))).Id;
        (await user.WaitUntilFinalAsync(captions, s_untilMade)).State.ShouldBe(JobState.Succeeded);
        using var typed = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/jobs/{captions}/captions/document")
        {
            Content = JsonContent.Create(new ReplaceCaptionsRequest([new ReplacedCue(0.1, 0.9, "Hello, {world}!")]), options: ApiUser.Json),
        };
        typed.Headers.IfMatch.Add(EntityTagHeaderValue.Any);
        (await user.Http.SendAsync(typed)).EnsureSuccessStatusCode();

        await page.GotoAsync($"/jobs/{captions}");
        await page.Locator("#make-video > summary").ClickAsync();
        await page.Locator("#video-burn").CheckAsync();
        await page.Locator("#video-size").SelectOptionAsync(BurnedStyle.Large);
        await visitor.LooksGoodAsync();
        await page.Locator("#make-video button[type=submit]").ClickAsync();
        await Expect(page.Locator("[data-video-result]")).ToBeVisibleAsync(new() { Timeout = (float)s_untilMade.TotalMilliseconds });
        await visitor.UntilAsync("document.querySelector('[data-media]').duration > 1");
        (await page.EvalOnSelectorAsync<bool>("[data-media]", "media => media.error === null")).ShouldBeTrue();
        await visitor.LooksGoodAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("[data-video-result] a[download]").ClickAsync());
        download.SuggestedFilename.ShouldEndWith(".mp4");
        new FileInfo((await download.PathAsync())!).Length.ShouldBeGreaterThan(1000);
        await page.Locator("[data-video-result]").GetByRole(AriaRole.Link, new() { Name = "To the captions" }).ClickAsync();
        await Expect(page.Locator(".cue")).ToHaveCountAsync(1);
        visitor.Faults.ShouldBeEmpty();
    }
}
