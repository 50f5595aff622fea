using System.Text.RegularExpressions;

namespace Platform.Observability.Rules;

/// <summary>A runbook of deploy/runbooks.</summary>
internal sealed partial record Runbook(string Name, string Text)
{
    public static IReadOnlyList<Runbook> All { get; } =
        [.. Directory.GetFiles(RuleFiles.Runbooks, "*.md").Order(StringComparer.Ordinal).Select(file => new Runbook(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file)))];

    public IReadOnlyList<string> Sections => [.. Heading().Matches(Text).Select(match => match.Groups[1].Value)];

    public IReadOnlyList<string> Queries => [.. Query().Matches(Text).Select(match => match.Groups[1].Value.Trim())];

    /// <summary>The documents that it points to.</summary>
    public IReadOnlyList<string> Links => [.. Link().Matches(Text).Select(match => match.Groups[1].Value)];

    public int Checks => Check().Count(Text);

    public string Section(string name) => Text.Split($"## {name}\n")[1].Split("\n## ")[0].Trim();

    [GeneratedRegex("^## (?<1>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex("```promql\n(?<1>.+?)\n *```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Query();

    [GeneratedRegex(@"\]\((?<1>[^)]+)\.md\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^\d+\. ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Check();
}
