using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts;
using Platform.Contracts.Messaging;

namespace Platform.JobManager.Reports;

/// <summary>Reads messages of the queue <c>jobs.reports</c>. Unreadable items are skipped; an unreadable end still ends its attempt.</summary>
internal static class ReportReader
{
    private static readonly JsonDocumentOptions s_deep = new() { MaxDepth = 1000 };

    /// <summary>Reads a report.</summary>
    /// <param name="body">The body of the message; not kept after the call.</param>
    /// <param name="now">Replaces times that cannot be read.</param>
    /// <param name="fault">The error, if the report is not completely readable.</param>
    /// <returns>The readable part of the report; null if its worker is not known.</returns>
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

    private static List<T> ReadList<T>(JsonElement report, string name, JsonTypeInfo<T> type, Func<JsonElement, T?>? fallback = null)
    {
        var read = new List<T>();
        if (!report.TryGetProperty(name, out var items) || items.ValueKind != JsonValueKind.Array)
        {
            return read;
        }

        foreach (var item in items.EnumerateArray())
        {
            T? value;
            try
            {
                value = item.Deserialize(type);
            }
            catch (JsonException)
            {
                if (fallback is null)
                {
                    continue;
                }

                value = fallback(item);
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
            || !item.TryGetProperty("job_id", out var id) || id.ValueKind != JsonValueKind.String || !id.TryGetGuid(out var jobId)
            || !item.TryGetProperty("attempt", out var number) || number.ValueKind != JsonValueKind.Number || !number.TryGetInt32(out var attempt))
        {
            return null;
        }

        var outcome = TextOf(item, "outcome") switch
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
        item.TryGetProperty(name, out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var at) ? at : now;

    private static string? TextOf(JsonElement item, string name)
    {
        try
        {
            return item.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
