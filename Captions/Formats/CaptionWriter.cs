using System.Text;
using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Formats;

/// <summary>Writes a caption document in any of the formats.</summary>
public static class CaptionWriter
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes the document as UTF-8 without a byte order mark, with LF line ends.</summary>
    public static byte[] WriteUtf8(CaptionDocument document, CaptionFormat format, SpeakerLabels labels = SpeakerLabels.Dashes) => format == CaptionFormat.Json
        ? JsonSerializer.SerializeToUtf8Bytes(document, ContractsJson.Default.CaptionDocument)
        : s_utf8.GetBytes(Write(document, format, labels));

    /// <summary>Writes the document as text, with LF line ends.</summary>
    public static string Write(CaptionDocument document, CaptionFormat format, SpeakerLabels labels = SpeakerLabels.Dashes)
    {
        ArgumentNullException.ThrowIfNull(document);
        return format switch
        {
            CaptionFormat.Vtt => WebVtt.Write(document),
            CaptionFormat.Srt => SubRip.Write(document, labels),
            CaptionFormat.Text => PlainText.Write(document, labels),
            CaptionFormat.Json => JsonSerializer.Serialize(document, ContractsJson.Default.CaptionDocument),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
    }

    /// <summary>Reads a document that was written as <see cref="CaptionFormat.Json"/>.</summary>
    /// <exception cref="JsonException">The JSON is not a caption document.</exception>
    public static async Task<CaptionDocument> ReadJsonAsync(Stream json, CancellationToken cancellationToken) =>
        await JsonSerializer.DeserializeAsync(json, ContractsJson.Default.CaptionDocument, cancellationToken).ConfigureAwait(false)
            ?? throw new JsonException("The caption document is null.");
}
