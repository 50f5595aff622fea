namespace Platform.Captions.Formats;

/// <summary>A cue's text as lines that no format can misread: no empty line, no control characters.</summary>
internal static class CueText
{
    public static IEnumerable<string> Lines(string text)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var clean = (line.Any(IsRemoved) ? string.Concat(line.Select(static c => IsRemoved(c) ? ' ' : c)) : line).Trim();
            if (clean.Length > 0)
            {
                yield return clean;
            }
        }
    }

    // Readers in JavaScript take a byte order mark for white space: a line of nothing else is an empty one to them.
    private static bool IsRemoved(char c) => char.IsControl(c) || c == '\ufeff';
}
