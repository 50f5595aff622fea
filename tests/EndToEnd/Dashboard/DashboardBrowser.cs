using Microsoft.Playwright;
using Xunit;

namespace Platform.EndToEnd.Dashboard;

/// <summary>One browser and one sample application for all tests of the dashboard's pages.</summary>
public sealed class DashboardBrowser : IAsyncLifetime
{
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    internal SampleApplication Application { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Application = await SampleApplication.StartAsync(0, CancellationToken.None);
        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Timeout = 120_000,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await Application.DisposeAsync();
    }

    /// <summary>A signed-in page in a browser profile of its own. What its scripts complain about is collected.</summary>
    internal async Task<DashboardPage> OpenAsync(string path, int width = 1440, ColorScheme colours = ColorScheme.Light)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = width < 600 ? 844 : 900 },
            ColorScheme = colours,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(60_000);
        var page = new DashboardPage(context, await context.NewPageAsync());
        await page.Page.GotoAsync($"{Application.LoginUrl}&returnUrl={Uri.EscapeDataString(path)}");
        return page;
    }
}

/// <summary>A page and the complaints of its scripts.</summary>
internal sealed class DashboardPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    public DashboardPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.PageError += (_, message) => _complaints.Add(message);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Add(message.Text);
            }
        };
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Complaints => _complaints;

    public ValueTask DisposeAsync() => new(_context.CloseAsync());
}
