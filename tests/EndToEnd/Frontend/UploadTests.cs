using System.Collections.Concurrent;
using System.Net;
using Platform.EndToEnd.MediaFiles;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.EndToEnd.Frontend;

[Collection(PlainPlatformCollection.Name)]
public sealed class UploadTests(PlainPlatformFixture platform, Browser browser)
{
    [Fact]
    public async Task An_upload_can_be_paused_and_resumed_and_survives_leaving_the_page()
    {
        using var folder = new TemporaryFolder();
        var file = await LongRecording.WriteAsync(folder.File("long.wav"), TimeSpan.FromMinutes(2));
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAsync();
        await visitor.OpenNewJobAsync();

        // From the second part on the body breaks off, as on a bad line.
        var patches = 0;
        await page.RouteAsync("**/uploads/*", async route =>
        {
            if (route.Request.Method == "PATCH" && Interlocked.Increment(ref patches) >= 2)
            {
                await route.AbortAsync();
            }
            else
            {
                await route.ContinueAsync();
            }
        });
        await page.SetInputFilesAsync("#files", file);
        await page.Locator(".upload.retrying").WaitForAsync();
        await page.Locator("[aria-label='Pause long.wav']").ClickAsync();
        await Expect(page.Locator(".upload.paused")).ToContainTextAsync("Paused at");
        await visitor.LooksGoodAsync();

        // Away and back: picking the same file goes on from what has arrived.
        await page.UnrouteAllAsync();
        await visitor.OpenNewJobAsync();
        var offsets = new List<long>();
        page.Request += (_, request) =>
        {
            if (request.Method == "PATCH")
            {
                offsets.Add(long.Parse(request.Headers["upload-offset"], System.Globalization.CultureInfo.InvariantCulture));
            }
        };
        await page.SetInputFilesAsync("#files", file);
        await page.Locator(".upload.done").WaitForAsync();
        offsets.First().ShouldBeGreaterThan(0);
        await page.Locator("[aria-label='Remove long.wav']").ClickAsync();
        await Expect(page.Locator(".upload")).ToHaveCountAsync(0);
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_becomes_a_batch_with_one_progress()
    {
        using var folder = new TemporaryFolder();
        var talks = Directory.CreateDirectory(folder.File("talks")).FullName;
        await LongRecording.WriteAsync(Path.Combine(talks, "one.wav"), TimeSpan.FromSeconds(3));
        await LongRecording.WriteAsync(Path.Combine(talks, "two.wav"), TimeSpan.FromSeconds(3));
        await File.WriteAllTextAsync(Path.Combine(talks, "notes.txt"), "no recording");
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAsync();
        await visitor.OpenNewJobAsync();
        await page.SetInputFilesAsync("#folder", talks);
        await Expect(page.Locator(".upload.done")).ToHaveCountAsync(2);
        await Expect(page.Locator(".uploads")).Not.ToContainTextAsync("notes.txt");
        await visitor.LooksGoodAsync();
        await page.Locator(".submit-line .primary").ClickAsync();
        await page.ArrivesAtAsync("*/jobs?tag=batch-*");
        await Expect(page.Locator("[data-batch]")).ToContainTextAsync("2 of 2 have ended", new() { Timeout = 180_000 });
        await visitor.LooksGoodAsync();
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_button_waits_until_files_are_read_and_includes_earlier_ones()
    {
        using var folder = new TemporaryFolder();
        var file = await LongRecording.WriteAsync(folder.File("early.wav"), TimeSpan.FromSeconds(4));
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAsync();
        var script = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/js/uploads*.js", async route =>
        {
            await script.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync("/jobs/new");

        // What the page needs besides is there.
        await Expect(page.Locator("#start-note")).ToContainTextAsync("America/Sao_Paulo");
        await Expect(page.Locator("#files")).ToBeEnabledAsync();
        await Expect(page.Locator(".submit-line .primary")).ToBeDisabledAsync();
        await page.SetInputFilesAsync("#files", file);
        script.SetResult();
        await page.Locator(".submit-line .primary").ClickAsync();
        await page.ArrivesAtAsync("*/jobs/*-*");
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task Pausing_and_resuming_before_the_upload_begins_sends_the_file_once()
    {
        using var folder = new TemporaryFolder();
        var file = await LongRecording.WriteAsync(folder.File("once.wav"), TimeSpan.FromSeconds(4));
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAsync();
        await visitor.OpenNewJobAsync();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var requests = new ConcurrentQueue<string>();
        await page.RouteAsync("**/uploads", async route =>
        {
            await begun.Task;
            await route.ContinueAsync();
        });
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).AbsolutePath.StartsWith("/uploads", StringComparison.Ordinal))
            {
                requests.Enqueue(request.Method);
            }
        };
        await page.SetInputFilesAsync("#files", file);
        await page.Locator("[aria-label='Pause once.wav']").ClickAsync();
        await page.Locator("[aria-label='Resume once.wav']").ClickAsync();
        await page.Locator("[aria-label='Pause once.wav']").WaitForAsync();
        begun.SetResult();
        await page.Locator(".upload.done").WaitForAsync();
        requests.ShouldBe(["POST", "PATCH"]);
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task Several_files_become_several_jobs()
    {
        using var folder = new TemporaryFolder();
        string[] files = [await LongRecording.WriteAsync(folder.File("one.wav"), TimeSpan.FromSeconds(4)), await LongRecording.WriteAsync(folder.File("two.wav"), TimeSpan.FromSeconds(4))];
        await using var visitor = await browser.VisitAsync(platform.Page);
        await visitor.RegisterAsync();
        await visitor.OpenNewJobAsync();
        await visitor.Page.SetInputFilesAsync("#files", files);
        await visitor.Page.Locator(".submit-line .primary").ClickAsync();
        await visitor.Page.ArrivesAtAsync("*/jobs");
        await Expect(visitor.Page.Locator("table.jobs tbody tr")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Form_errors_are_shown_at_their_field()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAsync();
        await visitor.OpenNewJobAsync();
        await page.Locator(".submit-line .primary").ClickAsync();
        await Expect(page.Locator(".field-error")).ToContainTextAsync("Paste an address or choose a file");
        await page.FillAsync("#url", "ftp://example.org/x.mp3");
        await page.Locator(".submit-line .primary").ClickAsync();
        await Expect(page.Locator("#url")).ToHaveAttributeAsync("aria-invalid", "true");

        // The page lets it pass, the platform does not.
        await page.FillAsync("#url", "http://10.0.0.1/x.mp3");
        await page.Locator(".submit-line .primary").ClickAsync();
        await Expect(page.Locator("#url-note.field-error")).ToContainTextAsync("Private and local addresses");
        await Expect(page.Locator("#url")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.Locator("#job-options summary").ClickAsync();
        await visitor.LooksGoodAsync();
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Other_sites_and_anonymous_visitors_cannot_use_the_forwarding_to_the_gateway()
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = platform.Page };
        using var stranger = new HttpRequestMessage(HttpMethod.Post, "/uploads");
        stranger.Headers.Add("Tus-Resumable", "1.0.0");
        stranger.Headers.Add("Sec-Fetch-Mode", "cors");
        (await http.SendAsync(stranger)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        await using var visitor = await browser.VisitAsync(platform.Page);
        await visitor.RegisterAsync();
        var api = visitor.Page.Context.APIRequest;
        (await api.PostAsync("/uploads", new() { Headers = [new("Upload-Length", "3")] })).Status.ShouldBe(403);
        (await api.PostAsync("/uploads", new() { Headers = [new("Tus-Resumable", "1.0.0"), new("Upload-Length", "3"), new("Origin", "https://example.org")] })).Status.ShouldBe(403);
        (await api.GetAsync($"/media/{Guid.CreateVersion7()}")).Status.ShouldBe(404);
    }
}
