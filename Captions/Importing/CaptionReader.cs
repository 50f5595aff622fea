using Platform.Contracts.PublicApi;

namespace Platform.Captions.Importing;

/// <summary>Reads the cues of a file in any of the formats that have times.</summary>
internal static class CaptionReader
{
    private static readonly Dictionary<CaptionFormat, Action<string, CueCollector>> s_readers = new()
    {
        [CaptionFormat.Vtt] = WebVttReader.Read,
        [CaptionFormat.Srt] = SubRipReader.Read,
        [CaptionFormat.Ttml] = TtmlReader.Read,
        [CaptionFormat.Sbv] = SbvReader.Read,
    };

    /// <summary>Reads the cues in the order of the file.</summary>
    /// <exception cref="CaptionFileException">The file is not in this format, has no cues, or is beyond the limits.</exception>
    /// <exception cref="ArgumentException">Files of this format have no times or are not read.</exception>
    public static IReadOnlyList<ImportedCue> Read(ReadOnlySpan<byte> file, CaptionFormat format)
    {
        if (!s_readers.TryGetValue(format, out var read))
        {
            throw new ArgumentException("Files of this format are not read.", nameof(format));
        }

        var cues = new CueCollector();
        read(FileText.Decode(file), cues);
        return cues.Cues.Count > 0 ? cues.Cues : throw new CaptionFileException(1, "The file has no cue with a text.");
    }
}
