using System.Text.RegularExpressions;

namespace Platform.Testkit.Media;

/// <summary>A real recording with its transcription: LibriVox readings of the Debian package pocketsphinx-testdata.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="File">Full path of a WAV file, 16 kHz mono.</param>
/// <param name="Transcription">The spoken words, in lower case.</param>
public sealed partial record Recording(string Name, string File, string Transcription)
{
    private const string Folder = "/usr/share/pocketsphinx/test/data/librivox";

    /// <summary>All recordings, in the order of the book.</summary>
    /// <exception cref="InvalidOperationException">The package is not installed.</exception>
    public static IReadOnlyList<Recording> All { get; } = Read();

    /// <summary>The shortest recording, about 3 s.</summary>
    public static Recording Shortest => All.MinBy(recording => new FileInfo(recording.File).Length)!;

    private static IReadOnlyList<Recording> Read()
    {
        var transcription = Path.Combine(Folder, "transcription");
        if (!System.IO.File.Exists(transcription))
        {
            throw new InvalidOperationException("No recordings: run eng/install-programs, or apt-get install pocketsphinx-testdata");
        }

        return
        [
            .. from line in System.IO.File.ReadLines(transcription)
               let match = Line().Match(line)
               where match.Success
               let name = match.Groups["name"].Value
               let file = Path.Combine(Folder, $"{name}.wav")
               where System.IO.File.Exists(file)
               orderby name
               select new Recording(name, file, match.Groups["words"].Value),
        ];
    }

    [GeneratedRegex(@"^<s> (?<words>.*) </s> \((?<name>.*)\)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();
}
