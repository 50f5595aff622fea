using System.Text.RegularExpressions;

namespace Aspire.Dashboard.ConsoleLogs;

/// <summary>Text without terminal escape sequences (ECMA-48 control sequences, and operating system commands such as links and titles).</summary>
internal static partial class AnsiText
{
    public static string Strip(string text) => text.Contains('\u001b', StringComparison.Ordinal) ? Sequence().Replace(text, "") : text;

    [GeneratedRegex(@"\u001b(\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(\u0007|\u001b\\)?|[@-Z\\^_])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sequence();
}
