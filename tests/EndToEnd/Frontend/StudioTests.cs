using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.EndToEnd.MediaFiles;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.EndToEnd.Frontend;

[Collection(PlainPlatformCollection.Name)]
public sealed class StudioTests(PlainPlatformFixture platform, Browser browser)
{
    // Autosaves wait for a pause of typing.
    private static readonly TimeSpan s_untilSaved = TimeSpan.FromSeconds(60);

    [Fact]
    public Task Planted_errors_are_corrected_by_keyboard_alone_and_every_step_is_undone_and_done_again() =>
        ShouldBeCorrectedAsync(PlantedErrors.TenInTwoMinutes, presses: 95);

    // A key to each word and its letters make 288 of them: whoever needs more than this has made the studio worse.
    [Fact]
    [Trait("Length", "long")]
    public Task Forty_planted_errors_in_ten_minutes_are_corrected_by_337_keys() => ShouldBeCorrectedAsync(PlantedErrors.FortyInTenMinutes, presses: 337);

    [Fact]
    public async Task Captions_are_finished_by_mouse_in_waveform_list_transcript_and_tools()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var (api, job) = await SubmittedAsync(
            visitor, Recording.Shortest.File, new([new ReplacedCue(0.1, 0.8, "one", "cue-1"), new ReplacedCue(1.6, 2.4, "two", "cue-2")]));
        using var user = api;
        var page = visitor.Page;
        await OpenAsync(page, job);
        await Expect(Studio(page)).ToHaveAttributeAsync("data-waveform", "", new() { Timeout = 60_000 });
        var seconds = (await DocumentAsync(user, job)).DurationSeconds;
        var wave = page.Locator(".studio-wave");
        await wave.ScrollIntoViewIfNeededAsync();
        var box = (await wave.BoundingBoxAsync()).ShouldNotBeNull();

        // So short a recording is as wide as its place. An edge is dragged by its handle, which is inside of the cue.
        var y = box.Y + (box.Height / 3);
        await page.Mouse.MoveAsync(X(0.8) - 2, y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(X(1), y, new() { Steps = 12 });
        await page.Mouse.UpAsync();
        await Eventually.PassesAsync(async () => (await DocumentAsync(user, job)).Cues[0].End.ShouldBe(1, 0.12), s_untilSaved);

        // A gap that is clicked gets a cue, with the cursor in it.
        await page.Mouse.DblClickAsync(X(1.3), y);
        await Expect(page.Locator(".studio-row")).ToHaveCountAsync(3);
        await page.Keyboard.TypeAsync("between");
        await TextsBecomeAsync(user, job, "one", "between", "two");

        await page.Locator(".studio-row[data-cue='cue-2'] .studio-time").ClickAsync();
        await visitor.UntilAsync("Math.abs(document.querySelector('[data-media]').currentTime - 1.6) < 0.05");

        await page.Locator(".studio-row[data-cue='cue-1'] .studio-number").ClickAsync();
        await page.Locator(".studio-row .studio-number").Nth(1).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await page.Locator("[data-action=merge]").ClickAsync();
        await Expect(page.Locator(".studio-row")).ToHaveCountAsync(2);
        await page.Locator("[data-action=undo]").ClickAsync();
        await TextsBecomeAsync(user, job, "one", "between", "two");

        await page.Locator(".studio-transcript [data-cue='cue-2']").ClickAsync();
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.TypeAsync(" more");
        await TextsBecomeAsync(user, job, "one", "between", "two more");
        visitor.Faults.ShouldBeEmpty();

        float X(double time) => (float)(box.X + (time / seconds * box.Width));
    }

    [Fact]
    public async Task Two_browsers_in_one_document_see_each_others_lines_and_overwrite_none()
    {
        await using var ada = await browser.VisitAsync(platform.Page);
        var (api, job) = await SubmittedAsync(ada, Recording.Shortest.File, Lines("one", "two"));
        using var user = api;
        await using var bo = await browser.VisitAsync(platform.Page);
        await bo.EnterAsync(ada.Email);
        await OpenAsync(ada.Page, job);
        await OpenAsync(bo.Page, job);

        // Of different lines both edits stand.
        await Text(ada.Page, 1).FillAsync("Ada was here");
        await Text(bo.Page, 2).FillAsync("Bo was here");
        foreach (var page in (IPage[])[ada.Page, bo.Page])
        {
            await Expect(Text(page, 1)).ToHaveValueAsync("Ada was here");
            await Expect(Text(page, 2)).ToHaveValueAsync("Bo was here");
        }

        await TextsBecomeAsync(user, job, "Ada was here", "Bo was here");

        // Of the same line the one who comes later is told, with both texts.
        await bo.Page.Context.SetOfflineAsync(true);
        await Text(bo.Page, 1).FillAsync("Bo knows better");
        await Expect(Studio(bo.Page)).ToHaveAttributeAsync("data-state", "offline");
        await Text(ada.Page, 1).FillAsync("Ada is sure");
        await TextsBecomeAsync(user, job, "Ada is sure", "Bo was here");
        await bo.Page.Context.SetOfflineAsync(false);
        var conflict = bo.Page.Locator("[data-conflict='cue-1']");
        await Expect(conflict.Locator("[data-mine]")).ToHaveTextAsync("Bo knows better", new() { Timeout = 60_000 });
        await Expect(conflict.Locator("[data-theirs]")).ToHaveTextAsync("Ada is sure");
        await Expect(Text(bo.Page, 1)).ToHaveValueAsync("Ada is sure");
        await bo.LooksGoodAsync();

        await conflict.GetByRole(AriaRole.Button, new() { Name = "Take mine" }).ClickAsync();
        await Expect(bo.Page.Locator(".studio-conflicts")).ToBeHiddenAsync();
        await TextsBecomeAsync(user, job, "Bo knows better", "Bo was here");
        await Expect(Text(ada.Page, 1)).ToHaveValueAsync("Bo knows better");
        ada.Faults.ShouldBeEmpty();
        bo.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_typed_while_the_network_is_cut_is_saved_afterwards_even_if_the_page_was_closed()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var (api, job) = await SubmittedAsync(visitor, Recording.Shortest.File, Lines("one", "two"));
        using var user = api;
        await OpenAsync(visitor.Page, job);
        var context = visitor.Page.Context;
        await context.SetOfflineAsync(true);
        await Text(visitor.Page, 1).FillAsync("typed without a network");
        await Expect(Studio(visitor.Page)).ToHaveAttributeAsync("data-state", "offline");

        // It can be typed on, and the keys still work.
        await visitor.Page.Keyboard.PressAsync("End");
        await visitor.Page.Keyboard.TypeAsync(" at all");
        await Expect(Text(visitor.Page, 1)).ToHaveValueAsync("typed without a network at all");
        await context.SetOfflineAsync(false);
        await TextsBecomeAsync(user, job, "typed without a network at all", "two");

        await context.SetOfflineAsync(true);
        await Text(visitor.Page, 2).FillAsync("closed before it was saved");
        await Expect(Studio(visitor.Page)).ToHaveAttributeAsync("data-state", "offline");
        await visitor.Page.CloseAsync();
        await context.SetOfflineAsync(false);
        (await DocumentAsync(user, job)).Cues[1].Text.ShouldBe("two");
        var again = await context.NewPageAsync();
        await OpenAsync(again, job);
        await Expect(Text(again, 2)).ToHaveValueAsync("closed before it was saved");
        await TextsBecomeAsync(user, job, "typed without a network at all", "closed before it was saved");
    }

    [Fact]
    public async Task The_studio_opens_from_its_job_looks_good_everywhere_and_its_revisions_are_restored()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var (api, job) = await SubmittedAsync(visitor, Recording.Shortest.File, Lines("one", "two"), isRecognised: true);
        using var user = api;
        var page = visitor.Page;
        await page.GotoAsync($"/jobs/{job}");
        await page.Locator(".head-actions").GetByRole(AriaRole.Link, new() { Name = "Open in the studio" }).ClickAsync();
        await page.ArrivesAtAsync("*/studio");
        await Expect(Studio(page)).ToHaveAttributeAsync("data-waveform", "", new() { Timeout = 60_000 });
        await Text(page, 1).FillAsync("one, corrected");
        await Expect(page.Locator(".studio-transcript")).ToContainTextAsync("one, corrected");
        await TextsBecomeAsync(user, job, "one, corrected", "two");
        await visitor.LooksGoodAsync();
        await visitor.LooksGoodAsync();

        await page.Keyboard.PressAsync("F1");
        await Expect(page.Locator("dialog.studio-dialog")).ToContainTextAsync("Undo");
        await visitor.LooksGoodAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("dialog.studio-dialog")).ToHaveCountAsync(0);

        // What a dialog answers is done before the next key can come.
        await page.Keyboard.PressAsync("Control+g");
        await page.Locator("dialog.studio-dialog input").FillAsync("2");
        (await page.EvaluateAsync<double>(
            """
            async () => {
                const form = document.querySelector('dialog.studio-dialog form');
                form.requestSubmit(form.querySelector('button'));
                for (let i = 0; i < 20; i++) {
                    await null;
                }
                return document.querySelector('[data-media]').currentTime;
            }
            """)).ShouldBe(1.2, 0.05);

        await page.Locator("#revisions summary").ClickAsync();
        var newest = page.Locator("#revisions li").First;
        await newest.Locator("input").FillAsync("Corrected");
        await newest.Locator("form button").ClickAsync();
        await Expect(newest.Locator(".badge").First).ToHaveTextAsync("Corrected");
        var recognised = page.Locator("#revisions li[data-revision='0']");
        await recognised.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await Expect(page.Locator("[data-differences] td").Nth(1)).ToContainTextAsync("one, corrected");
        await visitor.LooksGoodAsync();

        var before = (await RevisionAsync(user, job, 0)).Cues.Select(cue => cue.Text).ToArray();
        await recognised.GetByRole(AriaRole.Button, new() { Name = "Restore" }).ClickAsync();
        await visitor.AnswerYesAsync();
        await TextsBecomeAsync(user, job, before);
        await Expect(Text(page, 1)).ToHaveValueAsync(before[0]);
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_selected_is_recognised_again_and_takes_its_place()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var (api, job) = await SubmittedAsync(
            visitor, Recording.Shortest.File, new([new ReplacedCue(0, 2.4, "all wrong", "cue-1"), new ReplacedCue(2.45, 2.6, "stays", "cue-2")]), isRecognised: true);
        using var user = api;
        var page = visitor.Page;
        await OpenAsync(page, job);
        await page.Locator(".studio-row[data-cue='cue-1'] .studio-number").ClickAsync();
        await page.Keyboard.PressAsync("Alt+r");
        await Expect(page.Locator("#again-selected")).ToBeCheckedAsync();
        await visitor.LooksGoodAsync();
        await page.Locator("#again button[type=submit]").ClickAsync();
        await Expect(page.Locator(".notice.good").Filter(new() { HasText = "taken its place" })).ToBeVisibleAsync(new() { Timeout = 120_000 });
        var cues = (await DocumentAsync(user, job)).Cues;
        await Eventually.PassesAsync(
            async () =>
            {
                cues = (await DocumentAsync(user, job)).Cues;
                cues.Select(cue => cue.Text).ShouldNotContain("all wrong");
            },
            s_untilSaved);
        cues[^1].Text.ShouldBe("stays");
        cues[0].End.ShouldBeLessThanOrEqualTo(2.45);

        await page.Locator("[data-action=undo]").ClickAsync();
        await TextsBecomeAsync(user, job, "all wrong", "stays");
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_track_in_another_language_begins_with_the_times_of_the_first_which_stands_beside_it()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var (api, job) = await SubmittedAsync(visitor, Recording.Shortest.File, Lines("one", "two"));
        using var user = api;
        var page = visitor.Page;
        await OpenAsync(page, job);
        await page.Locator("#tracks summary").ClickAsync();
        await page.SelectOptionAsync("#track-kind", "typed");
        await page.SelectOptionAsync("#track-language", "pt-BR");
        await visitor.LooksGoodAsync();
        await page.Locator("#tracks button[type=submit]").ClickAsync();
        await Eventually.PassesAsync(() =>
        {
            page.Url.ShouldNotContain(job.ToString());
            page.Url.ShouldContain("/jobs/");
            return Task.CompletedTask;
        });
        await visitor.WaitForStateAsync("Succeeded");
        var second = Guid.Parse(page.Url.Split('/')[^1]);

        await OpenAsync(page, second);
        await page.Locator("#tracks summary").ClickAsync();
        await page.SelectOptionAsync("#track-beside", job.ToString());
        await page.Locator("#tracks .submit-line button[type=button]").ClickAsync();
        await Expect(page.Locator(".studio-row")).ToHaveCountAsync(2);
        await Expect(page.Locator(".studio-row .studio-beside").First).ToHaveTextAsync("one");
        await page.Locator(".studio-row textarea").First.FillAsync("um");
        await TextsBecomeAsync(user, second, "um", "");
        await visitor.LooksGoodAsync();
        var (first, copied) = ((await DocumentAsync(user, job)).Cues, (await DocumentAsync(user, second)).Cues);
        copied.Select(cue => (cue.Start, cue.End)).ShouldBe(first.Select(cue => (cue.Start, cue.End)));
        (await DocumentAsync(user, second)).Language.ShouldBe("pt-BR");
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Captions_that_begin_empty_are_typed_by_keyboard()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        await visitor.SignUpAsync();
        var job = await visitor.SubmitFileAsync(Recording.Shortest.File, isTyped: true);
        await visitor.WaitForStateAsync("Succeeded");
        await Expect(visitor.Page.Locator(".cues-card")).ToContainTextAsync("There are no captions yet");
        using var user = await ApiUser.SignInAsync(platform.Api, visitor.Email);
        await OpenAsync(visitor.Page, job);
        await Expect(Studio(visitor.Page)).ToHaveAttributeAsync("data-waveform", "", new() { Timeout = 60_000 });
        await visitor.LooksGoodAsync();
        await visitor.Page.Keyboard.PressAsync("Alt+n");
        await visitor.Page.Keyboard.TypeAsync("Typed by hand");
        await TextsBecomeAsync(user, job, "Typed by hand");
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_was_edited_elsewhere_corrects_or_replaces_the_captions()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var (api, job) = await SubmittedAsync(visitor, Recording.Shortest.File, Lines("this is the first line", "and here is the second"));
        using var user = api;
        var page = visitor.Page;
        await OpenAsync(page, job);
        await page.Locator("#import summary").ClickAsync();
        var import = page.Locator("#import button[type=submit]");
        var note = page.Locator("#import-file-note");
        await page.SetInputFilesAsync("#import-file", FileOf("notes.pdf", "no captions"));
        await Expect(note).ToContainTextAsync(".srt");
        await visitor.LooksGoodAsync();

        // What is typed a moment before is saved first.
        await Text(page, 1).FillAsync("this is a first line");
        await page.SetInputFilesAsync("#import-file", FileOf("talk.txt", "This is the very first line, and here is the second."));
        await import.ClickAsync();
        await Expect(Text(page, 1)).ToHaveValueAsync("This is the very first line,");
        await TextsBecomeAsync(user, job, "This is the very first line,", "and here is the second.");

        await page.SelectOptionAsync("#import-mode", "replace");
        await page.SetInputFilesAsync("#import-file", FileOf("talk.srt", "1\n00:00:00,200 --> yesterday\nuno\n"));
        await import.ClickAsync();
        await Expect(note).ToContainTextAsync("Line 2");
        await page.SetInputFilesAsync("#import-file", FileOf("talk.srt", "1\n00:00:00,200 --> 00:00:01,000\nuno\n\n2\n00:00:01,200 --> 00:00:02,000\ndos\n"));
        await import.ClickAsync();
        await TextsBecomeAsync(user, job, "uno", "dos");
        await Expect(page.Locator(".studio-row textarea").First).ToHaveValueAsync("uno");
        visitor.Faults.ShouldBeEmpty();
    }

    // That every text of it has each language, StudioTextsTests and WordsTests have.
    [Fact]
    [Trait("Length", "long")]
    public async Task The_studio_speaks_the_language_of_the_page()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var (api, job) = await SubmittedAsync(visitor, Recording.Shortest.File, Lines("um", "dois"));
        using var user = api;
        await visitor.Page.Context.AddCookiesAsync([new() { Name = "language", Value = "pt-BR", Url = platform.Page.ToString() }]);
        await OpenAsync(visitor.Page, job);
        await Expect(visitor.Page.Locator(".studio-tools [data-action=undo]")).ToHaveTextAsync("Desfazer");
        await visitor.LooksGoodAsync();
    }

    private async Task ShouldBeCorrectedAsync(PlantedErrors errors, int presses)
    {
        using var folder = new TemporaryFolder();
        var file = await LongRecording.WriteAsync(folder.File("talk.wav"), errors.Length, spoken: TimeSpan.FromSeconds(8));
        await using var visitor = await browser.VisitAsync(platform.Page);
        var (api, job) = await SubmittedAsync(visitor, file, errors.Document);
        using var user = api;
        var planted = await SavedCuesAsync(user, job);
        await OpenAsync(visitor.Page, job);

        var keys = new CountedKeyboard(visitor.Page.Keyboard);
        for (var i = 0; i < errors.WrongWords; i++)
        {
            await keys.PressAsync("F9");
            await keys.TypeAsync(PlantedErrors.RightWord);
        }

        // A word stands at the beginning of a cue that is the last of the one before.
        await keys.PressAsync("Escape");
        await JumpAsync(keys, errors.AfterWrongSplit);
        await keys.PressAsync("Enter");
        await keys.PressAsync("Home");
        await keys.PressAsync("ArrowRight", times: 3);
        await keys.PressAsync("Alt+PageUp");
        await keys.PressAsync("Escape");

        // All that are too fast to be read are in the list of faults.
        for (var i = 0; i < errors.TooShort; i++)
        {
            await keys.PressAsync("F10");
            await keys.PressAsync("Alt+Shift+F", times: 14);
        }

        await JumpAsync(keys, errors.OfOtherSpeaker);
        await keys.PressAsync("Alt+2");

        keys.Presses.ShouldBe(presses);
        await Eventually.PassesAsync(
            async () =>
            {
                var cues = (await DocumentAsync(user, job)).Cues;
                cues.Select(cue => cue.Text).ShouldAllBe(text => text == PlantedErrors.Sentence);
                cues.Where(cue => cue.Speakers is [2]).Select(cue => cue.Id).ShouldBe([$"cue-{errors.OfOtherSpeaker}"]);
            },
            s_untilSaved);
        await Expect(visitor.Page.Locator(".studio-fault-panel summary span")).ToHaveTextAsync("0");
        var corrected = await SavedCuesAsync(user, job);
        corrected.ShouldNotBe(planted);

        await keys.PressAsync("Control+z", times: errors.Count);
        await Eventually.PassesAsync(async () => (await SavedCuesAsync(user, job)).ShouldBe(planted), s_untilSaved);
        await keys.PressAsync("Control+Shift+z", times: errors.Count);
        await Eventually.PassesAsync(async () => (await SavedCuesAsync(user, job)).ShouldBe(corrected), s_untilSaved);
        visitor.Faults.ShouldBeEmpty();
    }

    private Task<(ApiUser Api, Guid Job)> SubmittedAsync(Visitor visitor, string file, ReplaceCaptionsRequest captions, bool isRecognised = false) =>
        FinishedCaptions.OfAsync(platform.Api, visitor, file, captions, isRecognised);

    private static async Task OpenAsync(IPage page, Guid job)
    {
        await page.GotoAsync($"/jobs/{job}/studio");
        await Expect(Studio(page)).ToHaveAttributeAsync("data-studio", "attached");
    }

    private static async Task JumpAsync(CountedKeyboard keys, int cue)
    {
        await keys.PressAsync("Control+g");
        await keys.TypeAsync(cue.ToString(CultureInfo.InvariantCulture));
        await keys.PressAsync("Enter");
    }

    private static ILocator Studio(IPage page) => page.Locator("[data-studio-root]");

    private static ILocator Text(IPage page, int cue) => page.Locator($".studio-row[data-cue='cue-{cue.ToString(CultureInfo.InvariantCulture)}'] textarea");

    private static ReplaceCaptionsRequest Lines(string first, string second) => new([new ReplacedCue(0.1, 1, first, "cue-1"), new ReplacedCue(1.2, 2.4, second, "cue-2")]);

    private static FilePayload FileOf(string name, string content) => new() { Name = name, MimeType = "application/octet-stream", Buffer = Encoding.UTF8.GetBytes(content) };

    private static async Task<CaptionDocument> DocumentAsync(ApiUser user, Guid job) => await ApiUser.ReadAsync<CaptionDocument>(await user.Http.GetAsync($"/api/v1/jobs/{job}/captions?format=json"));

    private static async Task<CaptionDocument> RevisionAsync(ApiUser user, Guid job, int revision) =>
        await ApiUser.ReadAsync<CaptionDocument>(await user.Http.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/v1/jobs/{job}/captions/revisions/{revision}")));

    private static async Task<string> SavedCuesAsync(ApiUser user, Guid job) => JsonSerializer.Serialize((await DocumentAsync(user, job)).Cues, ApiUser.Json);

    private static Task TextsBecomeAsync(ApiUser user, Guid job, params string[] texts) =>
        Eventually.PassesAsync(async () => (await DocumentAsync(user, job)).Cues.Select(cue => cue.Text).ShouldBe(texts), s_untilSaved);
}
