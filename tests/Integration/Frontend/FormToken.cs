using System.Text.RegularExpressions;

namespace Platform.Integration.Frontend;

/// <summary>The token that a page gives along with its forms.</summary>
internal static partial class FormToken
{
    public static string In(string page) => Token().Match(page) is { Success: true } found
        ? found.Groups["token"].Value
        : throw new InvalidOperationException($"There is no form: {page}");

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
