namespace Platform.Unit.Documents;

/// <summary>The lines of a Markdown document that an author can break: neither tables, pictures nor code.</summary>
internal static class Prose
{
    public static IEnumerable<string> LinesOf(string text)
    {
        var isCode = false;
        foreach (var line in text.Split('\n'))
        {
            isCode ^= line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            if (!isCode && !line.StartsWith('|') && !line.StartsWith('!'))
            {
                yield return line;
            }
        }
    }
}
