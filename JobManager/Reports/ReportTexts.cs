using System.Runtime.InteropServices;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.ServiceDefaults.Refusals;
using Platform.ServiceDefaults.Texts;

namespace Platform.JobManager.Reports;

/// <summary>
/// Makes texts from workers safe to store: removes characters that PostgreSQL cannot store and limits lengths. Workers process untrusted files
/// and hosts, so any text can end up in a report.
/// </summary>
internal static class ReportTexts
{
    private const int MaxWorkerId = 100;
    private const int MaxCode = 100;
    private const int MaxStep = 100;
    private const int MaxText = 2000;
    private const int MaxLine = 4000;

    private static readonly JobError s_unreadableResult = new("result_unreadable", "The result cannot be stored because it is not readable JSON.", Retryable: false);
    private static readonly JobError s_unreadableReason = new("internal", "The worker reported an error that could not be read.", Retryable: true);

    /// <summary>Returns true if the text can be a worker's id, which is also part of a queue's name: 1 to 100 storable characters.</summary>
    public static bool IsWorker(string? id) => id is { Length: > 0 and <= MaxWorkerId } && StorableText.IsStorable(id);

    /// <summary>Cleans the message of a log line and cuts it to 4,000 characters.</summary>
    public static JobLogLine Clean(JobLogLine line) => line with { Message = StorableText.Clean(line.Message ?? string.Empty, MaxLine) };

    /// <summary>Cleans progress: numbers become finite and the percentage 0 to 100. Returns null if there is no step.</summary>
    public static JobProgress? Clean(JobProgress? progress) => progress is { Step: not null }
        ? new JobProgress(
            double.IsFinite(progress.Percent) ? Math.Clamp(progress.Percent, 0, 100) : 0,
            StorableText.Clean(progress.Step, MaxStep),
            progress.Detail is null ? null : StorableText.Clean(progress.Detail, MaxText),
            progress.EtaSeconds is { } eta && double.IsFinite(eta) ? eta : null,
            progress.Cues is > 0 ? progress.Cues : null)
        : null;

    /// <summary>Cleans the end of an attempt. If its result cannot be stored, the attempt counts as failed.</summary>
    public static AttemptCompleted Clean(AttemptCompleted completed) => completed switch
    {
        { Result: { } result } when !ReadableJson.IsReadableAfterParsing(JsonMarshal.GetRawUtf8Value(result)) => WithoutReasons(completed),
        { Error: { } error } => completed with { Error = Clean(error) },
        _ => completed,
    };

    /// <summary>Removes the result and the error of an ended attempt. An attempt whose result is lost counts as failed.</summary>
    public static AttemptCompleted WithoutReasons(AttemptCompleted completed) => completed.Outcome switch
    {
        AttemptOutcome.Succeeded => completed with { Outcome = AttemptOutcome.Failed, Result = null, Error = s_unreadableResult },
        AttemptOutcome.Failed => completed with { Result = null, Error = s_unreadableReason },
        _ => completed with { Result = null, Error = null },
    };

    private static JobError Clean(JobError error)
    {
        var code = StorableText.Clean(error.Code ?? string.Empty, MaxCode);
        return new JobError(code.Length == 0 ? "internal" : code, StorableText.Clean(error.Message ?? string.Empty, MaxText), error.Retryable);
    }
}
