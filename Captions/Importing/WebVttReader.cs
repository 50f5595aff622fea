using System.Text.RegularExpressions;

namespace Platform.Captions.Importing;

/// <summary>Reads WebVTT: https://www.w3.org/TR/webvtt1/. Positions, styles and notes are left out.</summary>
internal static partial class WebVttReader
{
    private const string Arrow = "-->";

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="CaptionFileException">Something else is where the file or a cue should begin.</exception>
    public static void Read(string text, CueCollector cues)
    {
        var lines = FileText.Lines(text);
        if (!IsWord(lines[0], "WEBVTT"))
        {
            throw new CaptionFileException(1, "WEBVTT is needed where the file begins.");
        }

        var i = EndOfBlock(lines, 1);
        while (i < lines.Length)
        {
            if (lines[i].Length == 0)
            {
                i++;
            }
            else if (IsWord(lines[i], "NOTE") || lines[i].Trim() is "STYLE" or "REGION")
            {
                i = EndOfBlock(lines, i);
            }
            else
            {
                i = ReadCue(lines, i, cues);
            }
        }
    }

    private static int ReadCue(string[] lines, int first, CueCollector cues)
    {
        // A cue may have a name, which is not needed.
        var line = !lines[first].Contains(Arrow, StringComparison.Ordinal) && first + 1 < lines.Length ? first + 1 : first;
        var times = Times().Match(lines[line]);
        if (!times.Success)
        {
            throw new CaptionFileException(line + 1, "A line such as 00:01.000 --> 00:02.500 is needed where a cue begins.");
        }

        var end = EndOfBlock(lines, line + 1);
        for (var i = line + 1; i < end; i++)
        {
            if (lines[i].Contains(Arrow, StringComparison.Ordinal))
            {
                throw new CaptionFileException(i + 1, "An empty line is needed before a cue begins.");
            }
        }

        cues.Add(line + 1, TimeGroups.Milliseconds(times, 1), TimeGroups.Milliseconds(times, 2), WebVttText.Parse(string.Join('\n', lines[(line + 1)..end])));
        return end;
    }

    private static int EndOfBlock(string[] lines, int from)
    {
        while (from < lines.Length && lines[from].Length > 0)
        {
            from++;
        }

        return from;
    }

    private static bool IsWord(string line, string word) =>
        line.StartsWith(word, StringComparison.Ordinal) && (line.Length == word.Length || line[word.Length] is ' ' or '\t');

    [GeneratedRegex(
        @"^\s*((?<h1>[0-9]{2,4}):)?(?<m1>[0-5][0-9]):(?<s1>[0-5][0-9])\.(?<f1>[0-9]{3})\s*-->\s*((?<h2>[0-9]{2,4}):)?(?<m2>[0-5][0-9]):(?<s2>[0-5][0-9])\.(?<f2>[0-9]{3})(\s.*)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Times();
}
