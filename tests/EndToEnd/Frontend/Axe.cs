using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Platform.EndToEnd.Frontend;

/// <summary>
/// axe-core in a page, loaded once for each document and asked for what is wrong alone. Its package for Playwright loads it for each look,
/// opens another browser context for it, and carries all that is right there and back: several times what the rules themselves take. Our
/// pages have no frames, for which it does so.
/// </summary>
internal static class Axe
{
    private const string Run = """
        async rules => {
            const options = { resultTypes: ['violations'], iframes: false };
            if (rules.length > 0) {
                options.runOnly = { type: 'rule', values: rules };
            }

            const found = await window.axe.run(document, options);
            return found.violations.map(violation => `${violation.id}: ${violation.nodes.map(node => node.html).join(' | ')}`);
        }
        """;

    // As a function, which is called: what its last statement gives is no value that could be handed back.
    private static readonly string s_load = "() => " + new BundledAxeScriptProvider().GetScript();

    /// <summary>Returns the broken rules, each with its elements.</summary>
    /// <param name="page">Where.</param>
    /// <param name="rules">The names of the rules; all where there is none.</param>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page, params string[] rules)
    {
        if (!await page.EvaluateAsync<bool>("typeof window.axe?.run === 'function'"))
        {
            await page.EvaluateAsync(s_load);
        }

        return await page.EvaluateAsync<string[]>(Run, rules);
    }
}
