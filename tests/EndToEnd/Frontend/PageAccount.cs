using Microsoft.Playwright;
using Platform.Testkit.Running;

namespace Platform.EndToEnd.Frontend;

/// <summary>What a page shows, in a line and as a picture: for the message of a test that fails.</summary>
internal static class PageAccount
{
    // What a visitor would be looking for first stands first: of the line only the beginning is printed.
    private const string Script = """
        () => {
            const seen = (name, selector) => {
                const texts = [...document.querySelectorAll(selector)]
                    .filter(part => part.checkVisibility())
                    .map(part => part.innerText.replace(/\s+/g, ' ').trim())
                    .filter(text => text !== '');
                return texts.length > 0 ? [`${name}: ${[...new Set(texts)].slice(0, 3).map(text => text.slice(0, 90)).join(' / ')}`] : [];
            };
            const busy = [...document.querySelectorAll('[aria-busy=true], .skeleton, button[type=submit]:disabled')].some(part => part.checkVisibility());
            return [
                ...seen('dialog', 'dialog[open]'),
                ...seen('notice', '.notice'),
                ...seen('field', '.field-error'),
                ...seen('trouble', '.trouble, .banner'),
                ...seen('heading', 'h1'),
                ...(busy ? ['busy'] : []),
            ];
        }
        """;

    // A page whose script hangs is not waited for.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Describes a page; where that fails, the reason is the description.</summary>
    /// <param name="page">The page.</param>
    /// <param name="said">What its scripts have said last, errors and warnings.</param>
    public static async Task<FailureNote> OfAsync(IPage page, IEnumerable<string> said)
    {
        var address = Uri.TryCreate(page.Url, UriKind.Absolute, out var url) ? url.AbsolutePath : page.Url;
        try
        {
            var shown = await page.EvaluateAsync<string[]>(Script).WaitAsync(s_patience);
            var picture = await page.ScreenshotAsync(new() { Timeout = (float)s_patience.TotalMilliseconds, Animations = ScreenshotAnimations.Disabled });
            string[] parts = [.. shown, .. said.Select(line => "console: " + line)];
            return new FailureNote($"{address} shows {string.Join("; ", parts)}", picture);
        }
        catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
        {
            return new FailureNote($"{address} cannot be asked: {exception.Message}");
        }
    }
}
