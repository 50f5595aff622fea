using System.Globalization;
using Microsoft.Playwright;
using Platform.Benchmarks.Measure;
using Platform.Benchmarks.UnderTest;

namespace Platform.Benchmarks.Scenarios;

/// <summary>How long a key takes in the studio until what it changed is painted, in the captions of almost three hours.</summary>
internal static class StudioFluency
{
    private const string Name = "studio";
    private const int Cues = 5_000;

    /// <summary>In milliseconds, for 95 of 100 keys: more is felt.</summary>
    private const double Aim = 100;

    private static readonly string[] s_flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--autoplay-policy=no-user-gesture-required"];

    public static bool IsOnly(BenchOptions options) => options.Only?.StartsWith(Name, StringComparison.OrdinalIgnoreCase) == true;

    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        if (!options.Wants(Name))
        {
            return;
        }

        if (!StudioPage.Exists)
        {
            Console.WriteLine($"{Name}: not built, because nodejs or npm is missing");
            return;
        }

        await using var studio = await StudioPage.StartAsync(Cues, cancellationToken);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium-headless-shell", Args = s_flags });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1440, Height = 1000 } });
        await page.GotoAsync(studio.Address.ToString());
        await page.Locator("#root[data-waveform]").WaitForAsync(new() { Timeout = 120_000 });
        await JumpAsync(page, Cues / 2);

        await page.Keyboard.PressAsync("Enter");
        await MeasureAsync(page, "typing", Enumerable.Repeat("abcdefg ", 25).SelectMany(static word => word).Select(static letter => letter == ' ' ? "Space" : letter.ToString()), cancellationToken);
        await page.Keyboard.PressAsync("Escape");
        await MeasureAsync(page, "from cue to cue", Enumerable.Repeat("ArrowDown", 200), cancellationToken);
        await MeasureAsync(page, "times", Enumerable.Repeat<string[]>(["Alt+Shift+F", "Alt+Shift+D"], 50).SelectMany(static keys => keys), cancellationToken);
        await MeasureAsync(page, "merge, undo, redo", Enumerable.Repeat<string[]>(["Alt+m", "Control+z", "Control+Shift+z", "Control+z"], 25).SelectMany(static keys => keys), cancellationToken);
        await MeasureAsync(page, "faults and doubtful words", Enumerable.Repeat<string[]>(["F9", "Escape", "F10"], 30).SelectMany(static keys => keys), cancellationToken);
    }

    private static async Task JumpAsync(IPage page, int cue)
    {
        await page.Keyboard.PressAsync("Control+g");
        await page.Keyboard.TypeAsync(cue.ToString(CultureInfo.InvariantCulture));
        await page.Keyboard.PressAsync("Enter");
        await page.EvaluateAsync("painted()");
        await page.EvaluateAsync("takeWaits()");
    }

    private static async Task MeasureAsync(IPage page, string what, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await page.Keyboard.PressAsync(key);
            await page.EvaluateAsync("painted()");
        }

        var waits = new Percentiles(await page.EvaluateAsync<double[]>("takeWaits()"));
        var verdict = waits.At(0.95) <= Aim ? "" : string.Create(CultureInfo.InvariantCulture, $" (MORE than {Aim:0} ms)");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}, {Cues:N0} cues, {what}: key to paint p50 {waits.At(0.5):0.0} ms, p95 {waits.At(0.95):0.0} ms, max {waits.At(1):0.0} ms ({waits.Count:N0}){verdict}"));
    }
}
