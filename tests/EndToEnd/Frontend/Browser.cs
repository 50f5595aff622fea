using System.Runtime.CompilerServices;
using Microsoft.Playwright;
using Platform.Testkit.Files;
using Platform.Testkit.Running;
using Xunit;

namespace Platform.EndToEnd.Frontend;

/// <summary>Debian's chromium without windows, one for all tests of a platform's page.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] s_flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
    ];

    private readonly TemporaryFolder _downloads = new();

    private IPlaywright _playwright = null!;
    private IBrowser _chromium = null!;

    /// <summary>Where it is installed.</summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium-headless-shell";

    public async Task InitializeAsync()
    {
        Unwinding.Watch();
        Assertions.SetDefaultExpectTimeout(60_000);
        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Program,
            Args = s_flags,
            Timeout = 120_000,
            DownloadsPath = _downloads.Path,
        });
    }

    /// <summary>A fresh profile at an address, with everything that goes wrong on its pages recorded.</summary>
    /// <param name="site">The address.</param>
    /// <param name="testFile">The file of the tests, which has the name of their class: when one fails, its message says what the pages showed.</param>
    public async Task<Visitor> VisitAsync(Uri site, [CallerFilePath] string testFile = "")
    {
        var context = await _chromium.NewContextAsync(new() { BaseURL = site.ToString(), TimezoneId = "America/Sao_Paulo", ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(60_000);
        return new Visitor(context, await context.NewPageAsync(), Path.GetFileNameWithoutExtension(testFile));
    }

    public async Task DisposeAsync()
    {
        await _chromium.DisposeAsync();
        _playwright.Dispose();
        _downloads.Dispose();
    }
}
