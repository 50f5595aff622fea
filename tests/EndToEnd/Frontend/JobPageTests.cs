using System.Globalization;
using System.Net;
using Microsoft.Playwright;
using Platform.EndToEnd.MediaFiles;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.EndToEnd.Frontend;

[Collection(PlainPlatformCollection.Name)]
public sealed class JobPageTests(PlainPlatformFixture platform, Browser browser)
{
    // Until what a worker reports is on the page.
    private static readonly TimeSpan s_untilSeen = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task A_dropped_file_gets_captions_that_can_be_played_corrected_and_downloaded()
    {
        using var folder = new TemporaryFolder();
        var file = await LongRecording.WriteAsync(folder.File("talk.wav"), TimeSpan.FromSeconds(20));
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAsync();
        await visitor.SubmitFileAsync(file, tags: "talk, demo");

        await visitor.WaitForStateAsync("Succeeded");
        var cues = page.Locator(".cue");
        await Expect(cues.First).ToBeVisibleAsync();
        (await cues.CountAsync()).ShouldBeGreaterThan(1);
        await Expect(page.Locator(".job-meta .tag")).ToHaveTextAsync(["talk", "demo"]);

        // A click on a cue seeks, plays, and marks it. Stopped at once: a busy machine would play on to the next before it is looked at.
        var second = cues.Nth(1);
        var start = double.Parse((await second.GetAttributeAsync("data-start"))!, CultureInfo.InvariantCulture);
        await page.EvalOnSelectorAsync(
            "[data-media]", "media => media.addEventListener('play', () => { media.pause(); document.documentElement.dataset.played = 'yes'; }, { once: true })");
        await Expect(page.Locator("[data-player=attached]")).ToHaveCountAsync(1);
        await second.Locator(".cue-text").ClickAsync();
        await visitor.UntilAsync("document.documentElement.dataset.played === 'yes'");
        await Expect(second).ToHaveAttributeAsync("aria-current", "true");
        await visitor.UntilAsync($"document.querySelector('[data-media]').currentTime >= {start.ToString(CultureInfo.InvariantCulture)}");
        (await page.EvalOnSelectorAsync<bool>("[data-media]", "media => media.error === null && media.duration > 19")).ShouldBeTrue();
        await Expect(page.Locator("[data-stage]")).Not.ToBeEmptyAsync();

        // The keyboard: space stops, an arrow goes back.
        await page.Locator("h1").ClickAsync();
        if (!await IsPausedAsync(page))
        {
            await page.Keyboard.PressAsync(" ");
        }

        await visitor.UntilAsync("document.querySelector('[data-media]').paused");
        await page.EvalOnSelectorAsync("[data-media]", "media => { media.currentTime = 12; }");
        await page.Keyboard.PressAsync("ArrowLeft");
        await visitor.UntilAsync("Math.abs(document.querySelector('[data-media]').currentTime - 7) < 0.5");

        // A correction is saved and is in the download.
        await cues.First.Locator(".cue-pen").ClickAsync();
        await cues.First.Locator("textarea").FillAsync("Corrected by hand");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".save-bar")).ToContainTextAsync("1 caption changed");
        await visitor.LooksGoodAsync();

        // Who leaves without saving is asked first.
        await page.GetByRole(AriaRole.Link, new() { Name = "Jobs" }).First.ClickAsync();
        await visitor.AnswerNoAsync();
        await Expect(page.Locator(".save-bar")).ToContainTextAsync("1 caption changed");
        await page.Locator(".save-bar .primary").ClickAsync();
        await Expect(page.Locator(".notice.good")).ToContainTextAsync("saved");
        await Expect(page.Locator(".save-bar")).ToHaveCountAsync(0);
        foreach (var (format, part) in ((string, string)[])[("WebVTT", "WEBVTT"), ("SRT", " --> "), ("TTML", "<tt "), ("ASS", "Dialogue: "), ("SBV", ",0:00:"), ("CSV", "index,start,end"), ("Text", "Corrected by hand"), ("Text with times", "[00:"), ("JSON", "\"revision\":1")])
        {
            var download = await page.RunAndWaitForDownloadAsync(() => page.Locator(".downloads").GetByRole(AriaRole.Link, new() { Name = format, Exact = true }).ClickAsync());
            var text = await File.ReadAllTextAsync(await download.PathAsync());
            text.ShouldContain("Corrected by hand");
            text.Replace("\": ", "\":", StringComparison.Ordinal).ShouldContain(part);
        }

        await page.Locator("details.history summary").ClickAsync();
        await Expect(page.Locator(".attempts li")).ToHaveCountAsync(1);
        await visitor.LooksGoodAsync();
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Progress_updates_without_reloading_and_cancel_and_retry_work()
    {
        using var folder = new TemporaryFolder();
        var file = await LongRecording.WriteAsync(folder.File("lecture.wav"), TimeSpan.FromMinutes(4));
        using var recognition = await platform.HoldRecognitionAsync();
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAsync();
        await visitor.SubmitFileAsync(file);

        await visitor.WaitForStateAsync("Running");
        await Expect(page.Locator(".live.on")).ToBeVisibleAsync();
        var bar = page.Locator(".steps-card [role=progressbar]");
        await visitor.UntilAsync("Number(document.querySelector('.steps-card [role=progressbar]')?.ariaValueNow) > 0");
        await Expect(page.Locator(".steps [aria-current=step]")).ToBeVisibleAsync();
        var before = await PercentAsync(bar);
        await LetThroughUntilAsync(recognition, visitor, $"Number(document.querySelector('.steps-card [role=progressbar]')?.ariaValueNow) > {before}");
        await CuesComeQuietlyAsync(visitor, recognition);
        await visitor.LooksGoodAsync();

        await page.Locator(".head-actions button", new() { HasTextString = "Cancel" }).ClickAsync();
        await visitor.LooksGoodAsync();
        await visitor.AnswerYesAsync();
        await visitor.WaitForStateAsync("Cancelled");

        await page.Locator(".head-actions button", new() { HasTextString = "Retry" }).ClickAsync();
        await visitor.AnswerYesAsync();
        await visitor.WaitForStateAsync("Running");

        await page.Locator(".head-actions button", new() { HasTextString = "Cancel" }).ClickAsync();
        await visitor.AnswerYesAsync();
        await visitor.WaitForStateAsync("Cancelled");
        await page.Locator(".head-actions button", new() { HasTextString = "Delete" }).ClickAsync();
        await visitor.AnswerYesAsync();
        await page.ArrivesAtAsync("*/jobs");
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_video_by_address_shows_its_picture_with_a_captions_track()
    {
        using var folder = new TemporaryFolder();
        var video = await VideoFile.WriteAsync(folder.File("clip.mp4"), Recording.Shortest.File);
        await using var visitor = await browser.VisitAsync(platform.Page);
        await visitor.RegisterAsync();
        await visitor.SubmitUrlAsync(platform.Media.AddFile("/clip.mp4", video, "video/mp4"));
        await visitor.WaitForStateAsync("Succeeded");
        await visitor.UntilAsync("document.querySelector('video')?.videoWidth > 0");
        await visitor.UntilAsync("document.querySelector('video').textTracks[0]?.cues?.length > 0");
        await visitor.LooksGoodAsync();

        // Once more: another job, which knows the first as the first knows it.
        var page = visitor.Page;
        var first = page.Url;
        await page.Locator("#again summary").ClickAsync();
        await page.Locator("#again-language").SelectOptionAsync("en-US");
        await page.FillAsync("#again-terms", "Austen");
        await visitor.LooksGoodAsync();
        await page.Locator("#again button[type=submit]").ClickAsync();
        await visitor.UntilAsync($"location.href !== '{first}'");
        await page.ArrivesAtAsync("*/jobs/*-*");
        var second = page.Url;
        await visitor.WaitForStateAsync("Succeeded");
        await visitor.UntilAsync("document.querySelector('video')?.videoWidth > 0");
        await page.Locator("[data-recognitions] a").First.ClickAsync();
        await page.ArrivesAtAsync(first);
        await Expect(page.Locator("[data-recognitions] .recognitions a")).ToHaveAttributeAsync("href", new Uri(second).AbsolutePath);
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failure_is_explained_with_advice()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        await visitor.RegisterAsync();
        await visitor.SubmitUrlAsync(platform.Media.AddStatus("/gone.mp3", (int)HttpStatusCode.NotFound));
        await visitor.WaitForStateAsync("Failed");
        await Expect(visitor.Page.Locator(".trouble.big")).ToContainTextAsync("media_not_found");
        await Expect(visitor.Page.Locator(".trouble.big")).ToContainTextAsync("Check that the address is right");
        await visitor.LooksGoodAsync();
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task Two_people_who_edit_the_same_captions_do_not_overwrite_each_other()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        await visitor.RegisterAsync();
        await visitor.SubmitFileAsync(Recording.Shortest.File);
        await visitor.WaitForStateAsync("Succeeded");
        var other = await visitor.Page.Context.NewPageAsync();
        await other.GotoAsync(visitor.Page.Url);
        await EditFirstCueAsync(other, "Changed first");
        await EditFirstCueAsync(visitor.Page, "Changed second", wait: false);

        await Expect(visitor.Page.Locator(".cues-card .trouble")).ToContainTextAsync("changed somewhere else");
        await visitor.LooksGoodAsync();
        await visitor.Page.Locator(".cues-card .trouble button").First.ClickAsync();
        await Expect(visitor.Page.Locator(".cues-card .trouble")).ToHaveCountAsync(0);
        await visitor.Page.Locator(".save-bar .primary").ClickAsync();
        await Expect(visitor.Page.Locator(".notice.good")).ToContainTextAsync("saved");
        await other.ReloadAsync();
        await Expect(other.Locator(".cue-text").First).ToHaveTextAsync("Changed second");
    }

    /// <summary>Lines are added while the job runs, below, and neither place nor focus of the visitor changes.</summary>
    private static async Task CuesComeQuietlyAsync(Visitor visitor, RecognitionBlocker recognition)
    {
        var page = visitor.Page;
        var lines = page.Locator(".live-cues li");
        await LetThroughUntilAsync(recognition, visitor, "document.querySelectorAll('.live-cues li').length > 0");
        await page.Locator(".head-actions button").First.FocusAsync();
        await page.EvaluateAsync("scrollTo(0, 40)");
        var (count, top) = (await lines.CountAsync(), await page.EvaluateAsync<double>("scrollY"));
        await LetThroughUntilAsync(recognition, visitor, $"document.querySelectorAll('.live-cues li').length > {count.ToString(CultureInfo.InvariantCulture)}");
        (await page.EvaluateAsync<bool>("document.activeElement === document.querySelector('.head-actions button')")).ShouldBeTrue();
        (await page.EvaluateAsync<double>("scrollY")).ShouldBe(top);
        await Expect(page.Locator(".live-cues")).ToHaveAttributeAsync("aria-live", "polite");
    }

    /// <summary>
    /// Has the recording recognised bit by bit until something can be seen on the page. A bit is a part, or its language first; others' jobs may
    /// be before it, and what comes within a second of the lines before comes with the next part.
    /// </summary>
    private static Task LetThroughUntilAsync(RecognitionBlocker recognition, Visitor visitor, string expression) => Eventually.PassesAsync(
        async () =>
        {
            await recognition.ReleaseOnceAsync();
            await visitor.UntilAsync(expression, s_untilSeen);
        },
        TimeSpan.FromMinutes(2));

    private static async Task EditFirstCueAsync(IPage page, string text, bool wait = true)
    {
        await page.Locator(".cue-pen").First.ClickAsync();
        await page.Locator(".cue textarea").FillAsync(text);
        await page.Locator(".cue-edit .primary").ClickAsync();
        await page.Locator(".save-bar .primary").ClickAsync();
        if (wait)
        {
            await Expect(page.Locator(".notice.good")).ToContainTextAsync("saved");
        }
    }

    private static Task<bool> IsPausedAsync(IPage page) => page.EvalOnSelectorAsync<bool>("[data-media]", "media => media.paused");

    private static async Task<int> PercentAsync(ILocator bar) =>
        int.Parse(await bar.GetAttributeAsync("aria-valuenow") ?? "0", CultureInfo.InvariantCulture);
}
