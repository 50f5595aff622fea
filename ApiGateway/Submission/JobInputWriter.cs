using System.Text.Json;
using Google.Protobuf;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Submission;

/// <summary>Writes the inputs of jobs as JSON, in one fixed order and form, of which <see cref="SubmissionFingerprint"/> makes hashes.</summary>
internal static class JobInputWriter
{
    private static readonly ByteString s_empty = ByteString.CopyFromUtf8("{}");

    /// <summary>Writes an input as a document of its own.</summary>
    /// <param name="captions">The input of a captions job; null for other kinds, whose input is an empty object.</param>
    public static ByteString Write(CaptionsInput? captions)
    {
        if (captions is null)
        {
            return s_empty;
        }

        using var buffer = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, captions);
        }

        return UnsafeByteOperations.UnsafeWrap(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }

    /// <summary>Writes an input as a value.</summary>
    public static void Write(Utf8JsonWriter json, CaptionsInput? captions)
    {
        json.WriteStartObject();
        if (captions is not null)
        {
            WriteCaptions(json, captions);
        }

        json.WriteEndObject();
    }

    private static void WriteCaptions(Utf8JsonWriter json, CaptionsInput captions)
    {
        if (captions.Url is not null)
        {
            json.WriteString("url"u8, captions.Url);
        }

        if (captions.UploadId is { } upload)
        {
            json.WriteString("upload_id"u8, upload);
        }

        if (captions.Language is not null)
        {
            json.WriteString("language"u8, captions.Language);
        }

        if (captions.Track is { } track)
        {
            json.WriteNumber("track"u8, track);
        }

        if (captions.Translate is { } translate)
        {
            json.WriteBoolean("translate"u8, translate);
        }

        if (captions.Vocabulary is { } terms)
        {
            json.WriteStartArray("vocabulary"u8);
            foreach (var term in terms)
            {
                json.WriteStringValue(term);
            }

            json.WriteEndArray();
        }

        if (captions.DetectSpeakers == true)
        {
            json.WriteString("speakers"u8, SpeakersWanted.Any);
        }
        else if (captions.Speakers is { } speakers)
        {
            json.WriteNumber("speakers"u8, speakers);
        }

        if (captions.Sounds is { } sounds)
        {
            json.WriteBoolean("sounds"u8, sounds);
        }

        if (captions.Style is { } style)
        {
            WriteStyle(json, style);
        }

        if (captions.RecognitionOf is { } first)
        {
            json.WriteString("recognition_of"u8, first);
        }

        if (captions.Recognise is { } recognise)
        {
            json.WriteBoolean("recognise"u8, recognise);
        }

        if (captions.Range is { } range)
        {
            json.WriteStartObject("range"u8);
            json.WriteNumber("start"u8, range.Start);
            json.WriteNumber("end"u8, range.End);
            json.WriteEndObject();
        }
    }

    private static void WriteStyle(Utf8JsonWriter json, CaptionStyle style)
    {
        json.WriteStartObject("style"u8);
        if (style.Lines is { } lines)
        {
            json.WriteNumber("lines"u8, lines);
        }

        if (style.LineLength is { } length)
        {
            json.WriteNumber("line_length"u8, length);
        }

        if (style.CharactersPerSecond is { } speed)
        {
            json.WriteNumber("characters_per_second"u8, speed);
        }

        json.WriteEndObject();
    }
}
