using System.Collections.Frozen;
using System.Text.Json;
using Google.Protobuf;
using Platform.Contracts.Messaging;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Submission;

/// <summary>Writes the inputs of jobs as JSON, in one fixed order and form, of which <see cref="SubmissionFingerprint"/> makes hashes.</summary>
internal static class JobInputWriter
{
    private static readonly ByteString s_empty = ByteString.CopyFromUtf8("{}");

    // By the type of the input. A kind whose inputs are empty has none.
    private static readonly FrozenDictionary<Type, Action<Utf8JsonWriter, object>> s_writers = new Dictionary<Type, Action<Utf8JsonWriter, object>>
    {
        [typeof(CaptionsInput)] = static (json, input) => WriteCaptions(json, (CaptionsInput)input),
        [typeof(CaptionedVideoInput)] = static (json, input) => WriteVideo(json, (CaptionedVideoInput)input),
        [typeof(CaptionedVideoTask)] = static (json, input) => WriteTask(json, (CaptionedVideoTask)input),
    }.ToFrozenDictionary();

    /// <summary>Writes an input as a document of its own.</summary>
    /// <param name="input">The input; null for an empty object.</param>
    public static ByteString Write(object? input)
    {
        if (input is null)
        {
            return s_empty;
        }

        using var buffer = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, input);
        }

        return UnsafeByteOperations.UnsafeWrap(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }

    /// <summary>Writes an input as a value.</summary>
    public static void Write(Utf8JsonWriter json, object? input)
    {
        json.WriteStartObject();
        if (input is not null)
        {
            s_writers[input.GetType()](json, input);
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

    private static void WriteVideo(Utf8JsonWriter json, CaptionedVideoInput video)
    {
        json.WriteString("captions_job_id"u8, video.CaptionsJobId);
        if (video.Container is not null)
        {
            json.WriteString("container"u8, video.Container);
        }

        if (video.Burn is { } burn)
        {
            json.WriteBoolean("burn"u8, burn);
        }

        WriteStyle(json, video.Style);
    }

    private static void WriteTask(Utf8JsonWriter json, CaptionedVideoTask task)
    {
        WriteVideo(json, new CaptionedVideoInput(task.CaptionsJobId, task.Container, task.Burn, task.Style));
        json.WriteNumber("revision"u8, task.Revision);
        json.WriteString("captions_object"u8, task.CaptionsObject);
        json.WriteString("media_object"u8, task.MediaObject);
    }

    private static void WriteStyle(Utf8JsonWriter json, BurnedStyle? style)
    {
        if (style is null)
        {
            return;
        }

        json.WriteStartObject("style"u8);
        if (style.Size is not null)
        {
            json.WriteString("size"u8, style.Size);
        }

        if (style.Position is not null)
        {
            json.WriteString("position"u8, style.Position);
        }

        json.WriteEndObject();
    }
}
