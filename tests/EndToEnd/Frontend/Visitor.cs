using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Platform.EndToEnd.Accounts;
using Platform.Testkit.Running;
using Platform.Testkit.Waiting;
using Shouldly;

namespace Platform.EndToEnd.Frontend;

/// <summary>A person at a browser.</summary>
public sealed partial class Visitor : IAsyncDisposable
{
    // What the colours and the width of a page decide; the other rules look at what it is made of.
    private static readonly string[] s_rulesOfLooks = ["color-contrast", "link-in-text-block", "scrollable-region-focusable"];

    private static readonly (ColorScheme Scheme, int Width)[] s_looks =
        [(ColorScheme.Light, 1440), (ColorScheme.Dark, 390), (ColorScheme.Light, 390), (ColorScheme.Dark, 1440)];

    // What Blazor says of calls that are under way when a page is left or loaded again.
    private static readonly string[] s_ofLeaving =
        ["Invocation canceled due to the underlying connection being closed", "Cannot send data if the connection is not in the 'Connected' State"];

    // Of what scripts say, the last is about what fails.
    private const int MaxSaid = 3;
    private const int MaxLine = 120;

    private readonly IBrowserContext _context;
    private readonly string _testClass;
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<string> _said = new();
    private int _looks;

    /// <param name="context">The profile.</param>
    /// <param name="page">Its first page.</param>
    /// <param name="testClass">The tests that are told what the pages showed, where one of them fails.</param>
    internal Visitor(IBrowserContext context, IPage page, string testClass)
    {
        _context = context;
        _testClass = testClass;
        Page = page;
        page.PageError += (_, error) =>
        {
            Remember(error);
            if (!Array.Exists(s_ofLeaving, part => error.Contains(part, StringComparison.Ordinal)))
            {
                _faults.Enqueue(error);
            }
        };
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Remember(message.Text);
            }

            // A policy that blocks what a page needs shows up nowhere else.
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
            {
                _faults.Enqueue(message.Text);
            }
        };
    }

    public IPage Page { get; }

    public string Email { get; private set; } = "";

    /// <summary>Script errors and what the content security policy blocked.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Signs up by the page, and arrives at the jobs.</summary>
    public async Task SignUpAsync()
    {
        Email = NewEmail();
        await Page.GotoAsync("/sign-up");
        await FillCredentialsAsync();
        await Page.ArrivesAtAsync("*/jobs");
        await Page.GetByRole(AriaRole.Heading, new() { Name = "No jobs yet" }).WaitForAsync();
    }

    /// <summary>
    /// Signs up without looking: the browser sends the form and keeps the cookies, and has no page open yet. For who goes elsewhere next; opening the
    /// page with the form and the one that it leads to takes longer than most of what is tested.
    /// </summary>
    public Task RegisterAsync()
    {
        Email = NewEmail();
        return SendFormAsync("sign-up");
    }

    /// <summary>Signs up as <see cref="RegisterAsync"/> does, and opens the jobs, of which there are none.</summary>
    public async Task RegisterAndOpenJobsAsync()
    {
        await RegisterAsync();
        await Page.GotoAsync("/jobs");
        await Page.GetByRole(AriaRole.Heading, new() { Name = "No jobs yet" }).WaitForAsync();
    }

    /// <summary>Signs in without looking, as <see cref="RegisterAsync"/> signs up.</summary>
    public Task EnterAsync(string email)
    {
        Email = email;
        return SendFormAsync("sign-in");
    }

    /// <summary>Signs out; the page itself may be faster than the answer, break off the request, and name where to come back to.</summary>
    public async Task SignOutAsync()
    {
        await Page.Locator("form[action='/sign-out'] button").ClickAsync();
        await Page.ArrivesAtAsync("*/sign-in*");
    }

    public async Task SignInAsync(string? password = null, string? email = null)
    {
        Email = email ?? Email;
        await Page.GotoAsync("/sign-in");
        await FillCredentialsAsync(password);
    }

    /// <summary>Makes a captions job of files and waits for its page.</summary>
    public async Task<Guid> SubmitFileAsync(string file, string tags = "", bool isTyped = false)
    {
        await OpenNewJobAsync();
        await Page.SetInputFilesAsync("#files", file);
        if (isTyped)
        {
            await Page.Locator("#caption-options summary").ClickAsync();
            await Page.CheckAsync("#by-hand");
        }

        if (tags.Length > 0)
        {
            await Page.Locator("#job-options summary").ClickAsync();
            await Page.FillAsync("#tags", tags);
        }

        return await SubmitAsync();
    }

    /// <summary>Makes a captions job of an address and waits for its page.</summary>
    public async Task<Guid> SubmitUrlAsync(Uri url)
    {
        await OpenNewJobAsync();
        await Page.FillAsync("#url", url.ToString());
        return await SubmitAsync();
    }

    public async Task OpenNewJobAsync()
    {
        await Page.GotoAsync("/jobs/new");
        await Assertions.Expect(Page.Locator(".submit-line .primary")).ToBeEnabledAsync();
    }

    public Task WaitForStateAsync(string state) =>
        Assertions.Expect(Page.Locator(".job-meta .badge")).ToHaveTextAsync(state, new() { Timeout = 180_000 });

    public Task AnswerYesAsync() => AnswerAsync(static buttons => buttons.Last);

    /// <summary>Keeps things as they are when asked.</summary>
    public Task AnswerNoAsync() => AnswerAsync(static buttons => buttons.First);

    /// <summary>
    /// Waits for an expression to hold on the page; Playwright's own way to poll evaluates strings, which the page's policy forbids.
    /// A page that is just being left cannot be asked: that counts as not yet.
    /// </summary>
    public Task UntilAsync(string expression, TimeSpan? timeout = null) =>
        Eventually.PassesAsync(async () => (await Page.EvaluateAsync<bool>(expression)).ShouldBeTrue(expression), timeout ?? TimeSpan.FromMinutes(1));

    /// <summary>
    /// Looks at the page light and dark, wide and on a phone: no axe violations and nothing that sticks out. The first look takes two of the four,
    /// each later one, at a page that was only changed or that shares its frame with the first, the next of the four: axe takes more of the
    /// processor than all else that a browser does.
    /// </summary>
    public async Task LooksGoodAsync()
    {
        // A page behind another one does not paint: axe would see the colours of the scheme before.
        await Page.BringToFrontAsync();

        // The way past the navigation leads to this page, not to the one before.
        await UntilAsync("[...document.querySelectorAll('a.skip')].every(skip => skip.pathname === location.pathname)");
        var isFirst = _looks == 0;
        foreach (var (scheme, width) in isFirst ? s_looks.Take(2) : s_looks.Skip((_looks + 1) % s_looks.Length).Take(1))
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await Page.SetViewportSizeAsync(width, 900);

            // Two frames: until then a busy machine shows the colours of the scheme before.
            await Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
            await UntilAsync("document.getAnimations().every(animation => animation.playState !== 'running' || animation.effect.getTiming().iterations === Infinity)");
            (await Axe.ViolationsAsync(Page, isFirst && scheme == ColorScheme.Dark ? s_rulesOfLooks : [])).ShouldBeEmpty($"{Page.Url} at {width} px, {scheme}");
            (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .ShouldBe(0, $"{Page.Url} sticks out at {width} px");
        }

        _looks++;
        await Page.SetViewportSizeAsync(1280, 800);
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce });
    }

    /// <summary>Closes the pages; where the test is failing, what they show is noted first.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Unwinding.IsLikely)
        {
            foreach (var page in _context.Pages.ToArray())
            {
                FailureNotes.Shared.Add(_testClass, await PageAccount.OfAsync(page, _said));
            }
        }

        await _context.DisposeAsync();
    }

    private void Remember(string line)
    {
        var first = line.Trim().Split('\n')[0];
        _said.Enqueue(first[..Math.Min(first.Length, MaxLine)]);
        if (_said.Count > MaxSaid)
        {
            _said.TryDequeue(out _);
        }
    }

    private async Task<Guid> SubmitAsync()
    {
        await Page.Locator(".submit-line .primary").ClickAsync();
        await Page.ArrivesAtAsync(JobAddress());
        return Guid.Parse(JobAddress().Match(Page.Url).Groups["id"].Value);
    }

    private static string NewEmail() => $"visitor-{Guid.CreateVersion7():N}@example.org";

    private async Task SendFormAsync(string name)
    {
        var browser = _context.APIRequest;
        var shown = await browser.GetAsync("/" + name);
        var form = browser.CreateFormData();
        form.Set("_handler", name);
        form.Set("__RequestVerificationToken", FormToken().Match(await shown.TextAsync()).Groups["token"].Value);
        form.Set("Form.Email", Email);
        form.Set("Form.Password", ApiUser.Password);
        var answer = await browser.PostAsync("/" + name, new() { Form = form, MaxRedirects = 0 });
        answer.Status.ShouldBe((int)HttpStatusCode.Found, name);
    }

    private async Task FillCredentialsAsync(string? password = null)
    {
        await Page.FillAsync("#email", Email);
        await Page.FillAsync("#password", password ?? ApiUser.Password);
        await Page.Locator("main button[type=submit]").ClickAsync();
    }

    [GeneratedRegex("/jobs/(?<id>[0-9a-f-]{36})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex JobAddress();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FormToken();

    private async Task AnswerAsync(Func<ILocator, ILocator> choice)
    {
        var dialog = Page.Locator("dialog.dialog[open]");
        await dialog.WaitForAsync();
        await choice(dialog.Locator(".actions button")).ClickAsync();
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }
}
