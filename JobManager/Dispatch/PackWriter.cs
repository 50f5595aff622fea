using System.Buffers;
using System.Text.Json;

namespace Platform.JobManager.Dispatch;

/// <summary>Writes messages as <see cref="Contracts.Messaging.JobPack"/> into a buffer that is reused for each message. Not thread-safe.</summary>
internal sealed class PackWriter : IDisposable
{
    private static readonly JsonEncodedText s_jobs = JsonEncodedText.Encode("jobs");
    private static readonly JsonEncodedText s_jobId = JsonEncodedText.Encode("job_id");
    private static readonly JsonEncodedText s_attempt = JsonEncodedText.Encode("attempt");
    private static readonly JsonEncodedText s_ownerId = JsonEncodedText.Encode("owner_id");
    private static readonly JsonEncodedText s_kind = JsonEncodedText.Encode("kind");
    private static readonly JsonEncodedText s_input = JsonEncodedText.Encode("input");
    private static readonly JsonEncodedText s_checkpoint = JsonEncodedText.Encode("checkpoint");
    private static readonly JsonEncodedText s_timeoutSeconds = JsonEncodedText.Encode("timeout_seconds");
    private static readonly JsonEncodedText s_queuedAt = JsonEncodedText.Encode("queued_at");
    private static readonly JsonEncodedText s_traceParent = JsonEncodedText.Encode("trace_parent");
    private static readonly JsonEncodedText s_requestId = JsonEncodedText.Encode("request_id");

    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private readonly Utf8JsonWriter _json;

    public PackWriter() => _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });

    /// <summary>Writes the body of a message.</summary>
    /// <returns>The body; valid until the next call.</returns>
    public ReadOnlyMemory<byte> Write(IReadOnlyList<DueJob> jobs)
    {
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        _json.WriteStartObject();
        _json.WriteStartArray(s_jobs);
        for (var i = 0; i < jobs.Count; i++)
        {
            Write(jobs[i]);
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenMemory;
    }

    public void Dispose() => _json.Dispose();

    private void Write(in DueJob job)
    {
        _json.WriteStartObject();
        _json.WriteString(s_jobId, job.Id);
        _json.WriteNumber(s_attempt, job.Attempt);
        _json.WriteString(s_ownerId, job.OwnerId);
        _json.WriteString(s_kind, job.Kind.Name);
        _json.WritePropertyName(s_input);
        _json.WriteRawValue(job.Input, skipInputValidation: true);
        if (job.Checkpoint is not null)
        {
            _json.WritePropertyName(s_checkpoint);
            _json.WriteRawValue(job.Checkpoint, skipInputValidation: true);
        }

        if (job.TimeoutSeconds is { } timeout)
        {
            _json.WriteNumber(s_timeoutSeconds, timeout);
        }

        _json.WriteString(s_queuedAt, job.QueuedAt);
        if (job.TraceParent is not null)
        {
            _json.WriteString(s_traceParent, job.TraceParent);
        }

        if (job.RequestId is not null)
        {
            _json.WriteString(s_requestId, job.RequestId);
        }

        _json.WriteEndObject();
    }
}
