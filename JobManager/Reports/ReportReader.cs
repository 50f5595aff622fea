using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts;
using Platform.Contracts.Messaging;

namespace Platform.JobManager.Reports;

/// <summary>Reads a message of <c>jobs.reports</c>. What cannot be read of it costs the rest nothing; an end still ends its attempt.</summary>
internal static class ReportReader
{
    private static readonly JsonDocumentOptions s_deep = new() { MaxDepth = 1000 };

    /// <param name="body">Holds during the call only.</param>
    /// <param name="now">Stands for times that cannot be read.</param>
    /// <param name="fault">What was wrong, if anything.</param>
    /// <returns>What could be read; null when it is not even known whose report it is.</returns>
    public static WorkerReport? Read(ReadOnlyMemory<byte> body, DateTimeOffset now, out Exception? fault)
    {
        fault = null;
        try
        {
            return JsonSerializer.Deserialize(body.Span, ContractsJson.Default.WorkerReport) is { WorkerId: not null } report ? report : null;
        }
        catch (JsonException exception)
        {
            fault = exception;
        }

        try
        {
            using var document = JsonDocument.Parse(body, s_deep);
            return ReadParts(document.RootElement, now);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static WorkerReport? ReadParts(JsonElement report, DateTimeOffset now) =>
        report.ValueKind == JsonValueKind.Object && TextOf(report, "worker_id") is { } worker
            ? new WorkerReport(
                worker,
                now,
                ReadList(report, "started", ContractsJson.Default.AttemptStarted),
                ReadList(report, "held", ContractsJson.Default.AttemptRef),
                ReadList(report, "progressed", ContractsJson.Default.AttemptProgressed),
                ReadList(report, "completed", ContractsJson.Default.AttemptCompleted, item => EndOf(item, now)))
            : null;

    private static List<T> ReadList<T>(JsonElement report, string name, JsonTypeInfo<T> type, Func<JsonElement, T?>? otherwise = null)
    {
        var read = new List<T>();
        if (!report.TryGetProperty(name, out JsonElement items) || items.ValueKind != JsonValueKind.Array)
        {
            return read;
        }

        foreach (JsonElement item in items.EnumerateArray())
        {
            T? value;
            try
            {
                value = item.Deserialize(type);
            }
            catch (JsonException)
            {
                value = otherwise is null ? default : otherwise(item);
                if (otherwise is null)
                {
                    continue;
                }
            }

            if (value is not null)
            {
                read.Add(value);
            }
        }

        return read;
    }

    private static AttemptCompleted? EndOf(JsonElement item, DateTimeOffset now)
    {
        if (item.ValueKind != JsonValueKind.Object
            || !item.TryGetProperty("job_id", out JsonElement id) || id.ValueKind != JsonValueKind.String || !id.TryGetGuid(out Guid jobId)
            || !item.TryGetProperty("attempt", out JsonElement number) || number.ValueKind != JsonValueKind.Number || !number.TryGetInt32(out int attempt))
        {
            return null;
        }

        AttemptOutcome outcome = TextOf(item, "outcome") switch
        {
            "succeeded" => AttemptOutcome.Succeeded,
            "cancelled" => AttemptOutcome.Cancelled,
            "released" => AttemptOutcome.Released,
            "timed_out" => AttemptOutcome.TimedOut,
            _ => AttemptOutcome.Failed,
        };
        return ReportTexts.WithoutReasons(new AttemptCompleted(jobId, attempt, outcome, TimeOf(item, "started_at", now), TimeOf(item, "finished_at", now)));
    }

    private static DateTimeOffset TimeOf(JsonElement item, string name, DateTimeOffset now) =>
        item.TryGetProperty(name, out JsonElement time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out DateTimeOffset at) ? at : now;

    private static string? TextOf(JsonElement item, string name)
    {
        try
        {
            return item.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
