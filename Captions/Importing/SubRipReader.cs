using System.Text.RegularExpressions;

namespace Platform.Captions.Importing;

/// <summary>Reads SubRip. Fonts, colours and positions, which programs add in various ways, are left out.</summary>
internal static partial class SubRipReader
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

            // The number has no meaning, and some programs leave it out.
            if (i + 1 < lines.Length && Number().IsMatch(lines[i]))
            {
                i++;
            }

            var times = Times().Match(lines[i]);
            if (!times.Success)
            {
                throw new CaptionFileException(i + 1, "A line such as 00:00:01,000 --> 00:00:02,500 is needed where a cue begins.");
            }

            var begin = ++i;
            while (i < lines.Length && !string.IsNullOrWhiteSpace(lines[i]))
            {
                i++;
            }

            cues.Add(begin, TimeGroups.Milliseconds(times, 1), TimeGroups.Milliseconds(times, 2), [new ImportedVoice(null, Markup().Replace(string.Join('\n', lines[begin..i]), ""))]);
        }
    }

    [GeneratedRegex(@"^\s*[0-9]+\s*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(
        @"^\s*(?<h1>[0-9]{1,4}):(?<m1>[0-5]?[0-9]):(?<s1>[0-5]?[0-9])([,.](?<f1>[0-9]{1,9}))?\s*-->\s*(?<h2>[0-9]{1,4}):(?<m2>[0-5]?[0-9]):(?<s2>[0-5]?[0-9])([,.](?<f2>[0-9]{1,9}))?(\s.*)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Times();

    [GeneratedRegex(@"</?(b|i|u|s|font)(\s[^<>]*)?>|\{\\[^{}]*\}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Markup();
}
