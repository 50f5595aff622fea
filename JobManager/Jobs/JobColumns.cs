using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Outcomes;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Jobs;

/// <summary>The columns of <c>jobs.jobs</c> that a job is read from, and how a row becomes the message that the gateway gets.</summary>
internal static class JobColumns
{
    /// <summary>The columns that <see cref="Read"/> expects, in order.</summary>
    public const string All =
        "j.id, j.owner_id, j.kind, j.state, j.priority, j.title, j.tags, j.input, j.attempt, j.failures, j.max_attempts, j.timeout_seconds, " +
        "j.progress, j.result, j.error, j.cancel_requested_at, j.version, j.created_at, j.scheduled_for, j.started_at, j.finished_at, " +
        "j.webhook_url, j.trace_parent";

    private static readonly ByteString s_null = ByteString.CopyFromUtf8("null");

    /// <summary>Reads the current row. A row with unreadable JSON is returned without it and marked.</summary>
    public static Job Read(NpgsqlDataReader reader)
    {
        var state = (JobState)reader.GetInt16(3);

        // An unreadable row is returned without its contents, so that it does not make the whole list fail.
        var isReadable = TryRead(reader.GetString(7), out var input);
        isReadable &= StoredJson.TryReadProgress(reader.TextOrNull(12), out var progress);
        isReadable &= StoredJson.TryReadError(reader.TextOrNull(14), out var error);
        var job = new Job
        {
            Id = reader.GetGuid(0).ToBytes(),
            OwnerId = reader.GetGuid(1).ToBytes(),
            Kind = reader.GetString(2),
            State = (State)state,
            Priority = (Priority)reader.GetInt16(4),
            Tags = { reader.IsDBNull(6) ? [] : reader.GetFieldValue<string[]>(6) },
            InputJson = input,
            Attempt = reader.GetInt32(8),
            Failures = reader.GetInt32(9),
            MaxAttempts = reader.GetInt32(10),
            Progress = ToMessage(progress),
            Error = ToMessage(error),
            CancelRequested = !reader.IsDBNull(15) && state == JobState.Running,
            Version = reader.GetInt64(16),
            CreatedAt = reader.Time(17).ToTimestamp(),
            ScheduledFor = reader.TimeOrNull(18)?.ToTimestamp(),
            StartedAt = reader.TimeOrNull(19)?.ToTimestamp(),
            FinishedAt = reader.TimeOrNull(20)?.ToTimestamp(),
        };
        if (reader.TextOrNull(13) is { } stored)
        {
            isReadable &= TryRead(stored, out var result);
            if (result != s_null)
            {
                job.ResultJson = result;
            }
        }

        if (reader.TextOrNull(5) is { } title)
        {
            job.Title = title;
        }

        if (reader.IntOrNull(11) is { } timeout)
        {
            job.TimeoutSeconds = timeout;
        }

        if (reader.TextOrNull(21) is { } webhook)
        {
            job.WebhookUrl = webhook;
        }

        if (reader.TextOrNull(22) is { } trace)
        {
            job.TraceParent = trace;
        }

        job.IsUnreadable = !isReadable;
        return job;
    }

    /// <summary>Converts an error; null if there is none.</summary>
    public static AttemptError? ToMessage(JobError? error) =>
        error is null ? null : new AttemptError { Code = error.Code, Message = error.Message, IsRetryable = error.Retryable };

    /// <summary>Reads stored JSON without parsing it into objects. Returns false and JSON null if it cannot be part of an answer.</summary>
    public static bool TryRead(string stored, out ByteString json)
    {
        var bytes = Encoding.UTF8.GetBytes(stored);
        var isReadable = ReadableJson.IsReadable(bytes);
        json = isReadable && !stored.AsSpan().Trim().SequenceEqual("null") ? UnsafeByteOperations.UnsafeWrap(bytes) : s_null;
        return isReadable;
    }

    private static StepProgress? ToMessage(JobProgress? progress)
    {
        if (progress is null)
        {
            return null;
        }

        var message = new StepProgress { Percent = progress.Percent, Step = progress.Step };
        if (progress.Detail is { } detail)
        {
            message.Detail = detail;
        }

        if (progress.EtaSeconds is { } seconds)
        {
            message.EtaSeconds = seconds;
        }

        if (progress.Cues is { } cues)
        {
            message.Cues = cues;
        }

        return message;
    }
}
