using System.Text.Json;
using Npgsql;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Outcomes;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Jobs;

/// <summary>Reads rows of <c>jobs.jobs</c> as <see cref="JobRecord"/>.</summary>
internal static class JobRecords
{
    /// <summary>The columns that <see cref="Read"/> expects, in order.</summary>
    public const string Columns =
        "j.id, j.owner_id, j.kind, j.state, j.priority, j.title, j.tags, j.input, j.attempt, j.failures, j.max_attempts, j.timeout_seconds, " +
        "j.progress, j.result, j.error, j.cancel_requested_at, j.version, j.created_at, j.scheduled_for, j.started_at, j.finished_at, " +
        "j.webhook_url, j.trace_parent";

    /// <summary>Reads the current row.</summary>
    public static JobRecord Read(NpgsqlDataReader reader)
    {
        var state = (JobState)reader.GetInt16(3);

        // An unreadable row is returned without its contents, so that it does not make the whole list fail.
        var isReadable = ReadableJson.TryParse(reader.GetString(7), out var input);
        JsonElement? result = null;
        if (reader.TextOrNull(13) is { } stored)
        {
            isReadable &= ReadableJson.TryParse(stored, out var parsed);
            result = parsed.ValueKind == JsonValueKind.Null ? null : parsed;
        }

        isReadable &= StoredJson.TryReadProgress(reader.TextOrNull(12), out var progress);
        isReadable &= StoredJson.TryReadError(reader.TextOrNull(14), out var error);
        return new JobRecord(
            reader.GetGuid(0),
            reader.GetGuid(1),
            reader.GetString(2),
            state,
            (JobPriority)reader.GetInt16(4),
            reader.TextOrNull(5),
            reader.IsDBNull(6) ? [] : reader.GetFieldValue<string[]>(6),
            input,
            reader.GetInt32(8),
            reader.GetInt32(9),
            reader.GetInt32(10),
            reader.IntOrNull(11),
            progress,
            result,
            error,
            !reader.IsDBNull(15) && state == JobState.Running,
            reader.GetInt64(16),
            reader.Time(17),
            reader.TimeOrNull(18),
            reader.TimeOrNull(19),
            reader.TimeOrNull(20),
            reader.TextOrNull(21),
            reader.TextOrNull(22),
            isReadable ? null : true);
    }
}
