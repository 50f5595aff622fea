using System.Text.RegularExpressions;
using Platform.Testkit.Files;

namespace Platform.Unit.Documents;

/// <summary>Finds the paths of this repository in a Markdown document: targets of links, and what stands in code.</summary>
internal static partial class NamedPaths
{
    /// <summary>All of them, as they are written.</summary>
    public static IEnumerable<string> In(string text) =>
        Link().Matches(text).Select(match => match.Groups["target"].Value).Where(target => !target.Contains("://", StringComparison.Ordinal))
            .Concat(InCode(text)).Distinct();

    /// <summary>Those that lead nowhere.</summary>
    /// <param name="text">The document.</param>
    /// <param name="document">Its path from the root of the repository, which links are relative to.</param>
    public static IEnumerable<string> Missing(string text, string document)
    {
        var folder = Path.GetDirectoryName(RepositoryRoot.Combine(document))!;
        var code = InCode(text).ToHashSet(StringComparer.Ordinal);
        return In(text).Where(path => code.Contains(path) ? !IsThere(path) : !LeadsSomewhere(path, folder, text));
    }

    // Code names paths from the root of the repository; of other words nobody knows whether they are paths.
    private static IEnumerable<string> InCode(string text) =>
        Code().Matches(text).SelectMany(match => match.Value.Split([' ', '\n', '`', '"', '(', ')', ',', ';', '='], StringSplitOptions.RemoveEmptyEntries))
            .Where(word => word.Contains('/', StringComparison.Ordinal) && !word.AsSpan().ContainsAny("{<$…") && DocumentFiles.TopFolders.Contains(word[..word.IndexOf('/', StringComparison.Ordinal)]))
            .Select(word => word.TrimEnd('.', ':'));

    private static bool IsThere(string path)
    {
        if (!path.Contains('*', StringComparison.Ordinal))
        {
            return Path.Exists(RepositoryRoot.Combine(path));
        }

        var folder = RepositoryRoot.Combine(Path.GetDirectoryName(path)!);
        return Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder, Path.GetFileName(path)).Any();
    }

    private static bool LeadsSomewhere(string target, string folder, string text)
    {
        var parts = target.Split('#', 2);
        var file = Path.Combine(folder, parts[0]);
        return parts[0].Length == 0 ? HasHeading(text, parts[1])
            : parts.Length == 1 ? Path.Exists(file)
            : File.Exists(file) && HasHeading(File.ReadAllText(file), parts[1]);
    }

    private static bool HasHeading(string text, string anchor) =>
        Heading().Matches(text).Any(match => NoAnchor().Replace(match.Groups["title"].Value.ToLowerInvariant(), "").Replace(' ', '-') == anchor);

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```|`[^`\n]+`", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^#+ (?<title>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NoAnchor();
}
