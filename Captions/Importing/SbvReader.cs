using System.Text.RegularExpressions;

namespace Platform.Captions.Importing;

/// <summary>Reads SBV, the format of YouTube.</summary>
internal static partial class SbvReader
{
    /// <summary>Reads a whole file.</summary>
    /// <exception cref="CaptionFileException">Something else is where a cue should begin.</exception>
    public static void Read(string text, CueCollector cues)
    {
        var lines = FileText.Lines(text);
        for (var i = 0; i < lines.Length;)
        {
            if (string.IsNullOrWhiteSpace(lines[i]))
            {
                i++;
                continue;
            }

            var times = Times().Match(lines[i]);
            if (!times.Success)
            {
                throw new CaptionFileException(i + 1, "A line such as 0:00:01.000,0:00:02.500 is needed where a cue begins.");
            }

            var begin = ++i;
            while (i < lines.Length && !string.IsNullOrWhiteSpace(lines[i]))
            {
                i++;
            }

            cues.Add(begin, TimeGroups.Milliseconds(times, 1), TimeGroups.Milliseconds(times, 2), [new ImportedVoice(null, string.Join('\n', lines[begin..i]))]);
        }
    }

    [GeneratedRegex(
        @"^\s*(?<h1>[0-9]{1,4}):(?<m1>[0-5]?[0-9]):(?<s1>[0-5]?[0-9])\.(?<f1>[0-9]{1,9}),(?<h2>[0-9]{1,4}):(?<m2>[0-5]?[0-9]):(?<s2>[0-5]?[0-9])\.(?<f2>[0-9]{1,9})\s*$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Times();
}
