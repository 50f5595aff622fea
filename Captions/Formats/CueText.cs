namespace Platform.Captions.Formats;

/// <summary>A cue's text as lines that no format can misread: no empty line, no control characters.</summary>
internal static class CueText
{
    public static IEnumerable<string> Lines(string text)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            yield return line.Any(char.IsControl) ? string.Concat(line.Select(static c => char.IsControl(c) ? ' ' : c)).Trim() : line;
        }
    }
}
