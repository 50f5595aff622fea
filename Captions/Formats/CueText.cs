namespace Platform.Captions.Formats;

/// <summary>Splits a cue's text into lines that are safe in all formats: without empty lines and control characters.</summary>
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

    // JavaScript treats a byte order mark as white space, so a line with nothing else would be an empty one.
    private static bool IsRemoved(char c) => char.IsControl(c) || c == '\ufeff';
}
