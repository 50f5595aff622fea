using System.Text;
using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Formats;

/// <summary>Writes a caption document in any of the formats.</summary>
public static class CaptionWriter
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private static readonly Dictionary<CaptionFormat, Func<CaptionDocument, CaptionWriterOptions, string>> s_writers = new()
    {
        [CaptionFormat.Vtt] = static (document, options) => WebVtt.Write(document, options.HasWordTimes),
        [CaptionFormat.Srt] = static (document, options) => SubRip.Write(document, options.Labels),
        [CaptionFormat.Ttml] = static (document, _) => Ttml.Write(document),
        [CaptionFormat.Ass] = static (document, options) => SubStation.Write(document, options.Look ?? CaptionLook.Usual),
        [CaptionFormat.Sbv] = static (document, options) => Sbv.Write(document, options.Labels),
        [CaptionFormat.Csv] = static (document, _) => Csv.Write(document),
        [CaptionFormat.Text] = static (document, options) => PlainText.Write(document, options.Labels),
        [CaptionFormat.TextWithTimes] = static (document, options) => TextWithTimes.Write(document, options.Labels),
        [CaptionFormat.Json] = static (document, _) => JsonSerializer.Serialize(document, ContractsJson.Default.CaptionDocument),
    };

    /// <summary>Writes the document as a file: UTF-8, with the line ends and the byte order mark of its format.</summary>
    public static byte[] WriteUtf8(CaptionDocument document, CaptionFormat format, CaptionWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(format);
        if (format == CaptionFormat.Json)
        {
            return JsonSerializer.SerializeToUtf8Bytes(document, ContractsJson.Default.CaptionDocument);
        }

        var text = Write(document, format, options);
        var file = s_utf8.GetBytes(format.LineEnd == "\n" ? text : text.Replace("\n", format.LineEnd, StringComparison.Ordinal));
        return format.HasByteOrderMark ? [.. Encoding.UTF8.Preamble, .. file] : file;
    }

    /// <summary>Writes the document as text, with LF line ends.</summary>
    public static string Write(CaptionDocument document, CaptionFormat format, CaptionWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(format);
        return s_writers[format](format == CaptionFormat.Json ? document : WithoutEmpty(document), options ?? CaptionWriterOptions.Default);
    }

    /// <summary>Reads a document that was written as <see cref="CaptionFormat.Json"/>.</summary>
    /// <exception cref="JsonException">The JSON is not a caption document.</exception>
    public static async Task<CaptionDocument> ReadJsonAsync(Stream json, CancellationToken cancellationToken) =>
        await JsonSerializer.DeserializeAsync(json, ContractsJson.Default.CaptionDocument, cancellationToken).ConfigureAwait(false)
            ?? throw new JsonException("The caption document is null.");

    // A cue is empty only while somebody edits it; players and readers of files have no use for it.
    private static CaptionDocument WithoutEmpty(CaptionDocument document) => document.Cues.All(HasText)
        ? document
        : document with { Cues = [.. document.Cues.Where(HasText).Select(static (cue, i) => cue with { Index = i + 1 })] };

    private static bool HasText(CaptionCue cue) => CueText.Lines(cue.Text).Any();
}
