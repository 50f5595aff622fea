using System.IO.Compression;
using System.Text.RegularExpressions;
using Platform.Accuracy.Running;
using Platform.Accuracy.Sounds;
using Platform.Accuracy.Words;
using Platform.Testkit.Media;

namespace Platform.Accuracy.Sets;

/// <summary>Joins recordings of Debian's packages: LibriVox readings (pocketsphinx-testdata) and prompts (asterisk-core-sounds).</summary>
internal static partial class DebianRecordings
{
    private const double PauseSeconds = 0.5;
    private const int FewestWords = 7;

    /// <summary>The sets that can be had.</summary>
    public static IReadOnlyList<string> Names { get; } = ["librivox", "asterisk-en", "asterisk-es", "asterisk-fr", "asterisk-it", "asterisk-ru"];

    /// <summary>Joins a set.</summary>
    public static async Task<JoinedSet> JoinAsync(string name, CancellationToken cancellationToken)
    {
        var recordings = name == "librivox"
            ? Recording.All.Select(static recording => (recording.File, Format: Array.Empty<string>(), Text: recording.Transcription))
            : Prompts(name[^2..]);
        List<short> samples = [];
        List<SetEntry> entries = [];
        foreach (var (file, format, text) in recordings)
        {
            var start = (double)samples.Count / Sound.SampleRate;
            samples.AddRange(await Tool.DecodeAsync(file, format, cancellationToken));
            entries.Add(new SetEntry(start, (double)samples.Count / Sound.SampleRate, text));
            samples.AddRange(Sound.Silence(PauseSeconds));
        }

        return entries.Count > 0
            ? new JoinedSet(name, name == "librivox" ? "en" : name[^2..], [.. samples], entries)
            : throw new InvalidOperationException($"No recordings of {name}: run eng/install-programs accuracy.");
    }

    private static IEnumerable<(string File, string[] Format, string Text)> Prompts(string language)
    {
        var extension = language == "en" ? "g722" : "gsm";
        var documents = Directory.Exists($"/usr/share/doc/asterisk-core-sounds-{language}")
            ? Directory.GetFiles($"/usr/share/doc/asterisk-core-sounds-{language}", $"core-sounds-{language}.txt*").Order(StringComparer.Ordinal)
            : Enumerable.Empty<string>();
        foreach (var line in documents.SelectMany(ReadLines))
        {
            // Those with mark-up, numbers or hints for the speaker are not said as they are written.
            var match = Line().Match(line.Trim());
            if (!match.Success || Marked().IsMatch(match.Groups["text"].Value) || SpokenWords.Of(match.Groups["text"].Value).Length < FewestWords)
            {
                continue;
            }

            var file = Directory.GetDirectories("/usr/share/asterisk/sounds", $"{language}_*").Order(StringComparer.Ordinal)
                .Select(folder => Path.Combine(folder, $"{match.Groups["file"].Value}.{extension}"))
                .FirstOrDefault(File.Exists);
            if (file is not null)
            {
                yield return (file, ["-f", extension], match.Groups["text"].Value);
            }
        }
    }

    private static IEnumerable<string> ReadLines(string file)
    {
        using var stream = File.OpenRead(file);
        using var reader = new StreamReader(file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    [GeneratedRegex(@"^(?<file>[\w/\-]+):\s*(?<text>.+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();

    [GeneratedRegex(@"[\[\]()<>\d#*@]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marked();
}
