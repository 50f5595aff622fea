using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Platform.Contracts.Jobs;

namespace Platform.ApiGateway.Submission;

/// <summary>
/// Computes the hash by which a repeated submission with the same idempotency key is recognised: of the route and of the request's own members, in one
/// fixed order and form, however they were sent.
/// </summary>
/// <remarks>Hashes are stored with jobs, so this form must never change: repeated submissions would be refused as different ones.</remarks>
internal static class SubmissionFingerprint
{
    private static readonly JsonEncodedText s_first = JsonEncodedText.Encode("owner_id");
    private static readonly JsonEncodedText s_kind = JsonEncodedText.Encode("kind");
    private static readonly JsonEncodedText s_input = JsonEncodedText.Encode("input");
    private static readonly JsonEncodedText s_priority = JsonEncodedText.Encode("priority");
    private static readonly JsonEncodedText s_low = JsonEncodedText.Encode("low");
    private static readonly JsonEncodedText s_normal = JsonEncodedText.Encode("normal");
    private static readonly JsonEncodedText s_high = JsonEncodedText.Encode("high");

    // The document is never completed.
    private static readonly JsonWriterOptions s_options = new() { SkipValidation = true };

    /// <summary>Computes the fingerprint of a job as it was requested, without the account's defaults, which may change before it is repeated.</summary>
    /// <param name="route">The route, which distinguishes the same body sent to different routes.</param>
    /// <param name="job">The job.</param>
    /// <returns>64 hexadecimal digits in lower case.</returns>
    public static string Of(ReadOnlySpan<byte> route, ValidJob job)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, s_options);
        json.WriteStartObject();
        json.WriteNull(s_first);
        json.Flush();

        // The form begins with the comma after an earlier member, which is not part of it.
        var start = buffer.WrittenCount;
        WriteBody(json, job);
        json.Flush();
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(route);
        sha.AppendData(buffer.WrittenSpan[start..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        sha.GetHashAndReset(hash);
        return Convert.ToHexStringLower(hash);
    }

    private static void WriteBody(Utf8JsonWriter json, ValidJob job)
    {
        json.WriteString(s_kind, job.Request.Kind);
        json.WritePropertyName(s_input);
        JobInputWriter.Write(json, job.Input);
        WriteRest(json, job);
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
