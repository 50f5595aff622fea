using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Submission;

/// <summary>Serialises jobs as <see cref="SubmitJob"/>, so that those of several requests can be joined to one <see cref="SubmitJobs"/>.</summary>
/// <remarks>The client's input is written in one fixed order and form, so that its hash is the canonical fingerprint of the body.</remarks>
internal sealed class JobWriter : IDisposable
{
    private static readonly JsonEncodedText s_id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText s_owner = JsonEncodedText.Encode("owner_id");
    private static readonly JsonEncodedText s_kind = JsonEncodedText.Encode("kind");
    private static readonly JsonEncodedText s_input = JsonEncodedText.Encode("input");
    private static readonly JsonEncodedText s_priority = JsonEncodedText.Encode("priority");
    private static readonly JsonEncodedText s_traceParent = JsonEncodedText.Encode("trace_parent");
    private static readonly JsonEncodedText s_requestId = JsonEncodedText.Encode("request_id");
    private static readonly JsonEncodedText s_low = JsonEncodedText.Encode("low");
    private static readonly JsonEncodedText s_normal = JsonEncodedText.Encode("normal");
    private static readonly JsonEncodedText s_high = JsonEncodedText.Encode("high");

    // The parts are joined later, so the writer must not require a single value.
    private static readonly JsonWriterOptions s_options = new() { SkipValidation = true };

    [ThreadStatic]
    private static JobWriter? s_spare;

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _json;
    private int _count;

    private JobWriter() => _json = new Utf8JsonWriter(_buffer, s_options);

    /// <summary>Gets an empty writer, which is returned to the pool by disposing it.</summary>
    public static JobWriter Rent()
    {
        var writer = s_spare ?? new JobWriter();
        s_spare = null;
        return writer;
    }

    public void Dispose()
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _count = 0;
        if (_buffer.Capacity <= 1024 * 1024)
        {
            s_spare = this;
        }
    }

    /// <summary>Adds a job.</summary>
    public void Add(Guid owner, ValidJob job, string? idempotencyKey, ReadOnlySpan<byte> route, Activity? activity, string? requestId)
    {
        if (_count++ > 0)
        {
            _buffer.Write(","u8);
        }

        var json = _json;
        json.Reset();
        json.WriteStartObject();
        json.WriteString(s_id, job.Id);
        json.WriteString(s_owner, owner);
        json.Flush();
        var start = _buffer.WrittenCount;
        WriteBody(json, job, job.Filled ?? job.Captions);
        json.Flush();
        if (idempotencyKey is not null)
        {
            json.WriteString("idempotency_key"u8, idempotencyKey);
            Span<byte> hash = stackalloc byte[32];
            if (job.Filled is null || job.Filled == job.Captions)
            {
                Fingerprint(route, _buffer.WrittenSpan[start..], hash);
            }
            else
            {
                FingerprintRequest(route, job, hash);
            }

            Span<byte> hex = stackalloc byte[64];
            Convert.TryToHexStringLower(hash, hex, out _);
            json.WriteString("fingerprint"u8, hex);
        }

        if (activity is { IdFormat: ActivityIdFormat.W3C })
        {
            json.WriteString(s_traceParent, activity.Id);
        }

        if (requestId is not null)
        {
            json.WriteString(s_requestId, requestId);
        }

        json.WriteEndObject();
        json.Flush();
    }

    /// <summary>Returns the added jobs in an array from the shared pool.</summary>
    public Submission ToSubmission()
    {
        var written = _buffer.WrittenSpan;
        var rented = ArrayPool<byte>.Shared.Rent(written.Length);
        written.CopyTo(rented);
        return new Submission(rented, written.Length, _count);
    }

    private static void Fingerprint(ReadOnlySpan<byte> route, ReadOnlySpan<byte> body, Span<byte> hash)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(route);
        sha.AppendData(body);
        sha.GetHashAndReset(hash);
    }

    /// <summary>Computes the fingerprint of the request, without the account's defaults, which may change before the request is repeated.</summary>
    private static void FingerprintRequest(ReadOnlySpan<byte> route, ValidJob job, Span<byte> hash)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, s_options);
        json.WriteStartObject();
        json.WriteNull(s_owner);
        json.Flush();
        var start = buffer.WrittenCount;
        WriteBody(json, job, job.Captions);
        json.Flush();
        Fingerprint(route, buffer.WrittenSpan[start..], hash);
    }

    private static void WriteBody(Utf8JsonWriter json, ValidJob job, CaptionsInput? captions)
    {
        var request = job.Request;
        json.WriteString(s_kind, request.Kind);
        json.WriteStartObject(s_input);
        if (captions is not null)
        {
            WriteCaptions(json, captions);
        }

        json.WriteEndObject();
        WriteRest(json, job);
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

    private static void WriteRest(Utf8JsonWriter json, ValidJob job)
    {
        var request = job.Request;
        json.WriteString(s_priority, request.Priority switch
        {
            JobPriority.Low => s_low,
            JobPriority.High => s_high,
            _ => s_normal,
        });
        if (job.Title is not null)
        {
            json.WriteString("title"u8, job.Title);
        }

        if (request.Tags is { Count: > 0 } tags)
        {
            json.WriteStartArray("tags"u8);
            foreach (var tag in tags)
            {
                json.WriteStringValue(tag);
            }

            json.WriteEndArray();
        }

        if (request.StartAt is { } startAt)
        {
            json.WriteString("start_at"u8, startAt.ToUniversalTime());
        }

        if (request.MaxAttempts is { } attempts)
        {
            json.WriteNumber("max_attempts"u8, attempts);
        }

        if (request.TimeoutSeconds is { } timeout)
        {
            json.WriteNumber("timeout_seconds"u8, timeout);
        }

        if (request.Webhook is { } webhook)
        {
            json.WriteStartObject("webhook"u8);
            json.WriteString("url"u8, webhook.Url);
            json.WriteString("secret"u8, webhook.Secret);
            json.WriteEndObject();
        }
    }
}
