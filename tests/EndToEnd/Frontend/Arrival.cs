using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Platform.Testkit.Waiting;
using Shouldly;

namespace Platform.EndToEnd.Frontend;

internal static class Arrival
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Waits until the page has loaded an address, given with <c>*</c> for anything. It looks again and again: Playwright's own wait for an
    /// address misses the navigation that happens between its look at the address and its wait for the event
    /// (microsoft/playwright-dotnet#3364).
    /// </summary>
    public static Task ArrivesAtAsync(this IPage page, string address) =>
        page.ArrivesAtAsync(new Regex("^" + Regex.Escape(address).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.None, s_limit));

    /// <inheritdoc cref="ArrivesAtAsync(IPage, string)" />
    public static Task ArrivesAtAsync(this IPage page, Regex address) => Eventually.PassesAsync(
        async () =>
        {
            page.Url.ShouldMatch(address.ToString());
            (await page.EvaluateAsync<string>("document.readyState")).ShouldBe("complete");
        },
        s_limit);
}
