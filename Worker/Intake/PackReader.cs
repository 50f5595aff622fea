using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;

namespace Platform.Worker.Intake;

/// <summary>
/// Reads a message with jobs. A job that cannot be read does not affect the others in the message, and fails instead of being redelivered for ever.
/// </summary>
internal static class PackReader
{
    private static readonly JsonDocumentOptions s_deep = new() { MaxDepth = 1000 };
    private static readonly JobError s_error = new("unreadable_job", "The job's input cannot be read.", Retryable: false);

    /// <summary>Reads the body of a message.</summary>
    /// <param name="body">The body; valid during the call only.</param>
    /// <param name="now">When the message arrived.</param>
    /// <returns>The jobs; empty if nothing can be read.</returns>
    public static ReadPack Read(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        Exception? fault = null;
        try
        {
            if (JsonSerializer.Deserialize(body.Span, ContractsJson.Default.JobPack) is { Jobs: { } jobs } && jobs.All(IsWhole))
            {
                return new ReadPack(jobs, [], Fault: null);
            }
        }
        catch (JsonException error)
        {
            fault = error;
        }

        fault ??= new JsonException("A job lacks what it cannot do without.");
        try
        {
            using var document = JsonDocument.Parse(body, s_deep);
            return ReadSingly(document.RootElement, now, fault);
        }
        catch (JsonException)
        {
            return new ReadPack([], [], fault);
        }
    }

    private static ReadPack ReadSingly(JsonElement pack, DateTimeOffset now, Exception fault)
    {
        List<JobAssignment> jobs = [];
        List<AttemptCompleted> failed = [];
        if (pack.ValueKind == JsonValueKind.Object && pack.TryGetProperty("jobs", out var items) && items.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in items.EnumerateArray())
            {
                if (Read(item) is { } job)
                {
                    jobs.Add(job);
                }
                else if (TryRead(item, out var attempt))
                {
                    failed.Add(new AttemptCompleted(attempt.JobId, attempt.Attempt, AttemptOutcome.Failed, now, now, Error: s_error));
                }
            }
        }

        return new ReadPack(jobs, failed, fault);
    }

    private static JobAssignment? Read(JsonElement item)
    {
        try
        {
            return item.Deserialize(ContractsJson.Default.JobAssignment) is { } job && IsWhole(job) ? job : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool TryRead(JsonElement item, out AttemptRef attempt)
    {
        attempt = default;
        if (item.ValueKind == JsonValueKind.Object
            && item.TryGetProperty("job_id", out var id) && id.ValueKind == JsonValueKind.String && id.TryGetGuid(out var jobId)
            && item.TryGetProperty("attempt", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var value))
        {
            attempt = new AttemptRef(jobId, value);
            return true;
        }

        return false;
    }

    private static bool IsWhole(JobAssignment? job) => job is { Kind: not null };
}

/// <summary>Holds the readable part of a message with jobs.</summary>
/// <param name="Jobs">The attempts to run.</param>
/// <param name="Failed">The outcomes of those that cannot be read.</param>
/// <param name="Fault">The error, if any.</param>
internal sealed record ReadPack(IReadOnlyList<JobAssignment> Jobs, IReadOnlyList<AttemptCompleted> Failed, Exception? Fault)
{
    /// <summary>Gets whether nothing could be read.</summary>
    public bool IsEmpty => Jobs.Count == 0 && Failed.Count == 0;
}
