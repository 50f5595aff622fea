using System.Runtime.InteropServices;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.ServiceDefaults.Refusals;
using Platform.ServiceDefaults.Texts;

namespace Platform.JobManager.Reports;

/// <summary>
/// What workers tell, made fit to be stored: they run programs over files and talk to hosts that nobody vouches for, and whatever text
/// these give may end up in a report.
/// </summary>
internal static class ReportTexts
{
    private const int MaxWorker = 100;
    private const int MaxCode = 100;
    private const int MaxStep = 100;
    private const int MaxText = 2000;
    private const int MaxLine = 4000;

    private static readonly JobError s_unreadableResult = new("result_unreadable", "The result cannot be kept: it is no readable JSON.", Retryable: false);
    private static readonly JobError s_unreadableReason = new("internal", "Why it failed cannot be told: the worker's words cannot be read.", Retryable: true);

    /// <summary>Workers are addressed by their ids, too.</summary>
    public static bool IsWorker(string? id) => id is { Length: > 0 and <= MaxWorker } && StorableText.IsStorable(id);

    public static JobLogLine Clean(JobLogLine line) => line with { Message = StorableText.Clean(line.Message ?? string.Empty, MaxLine) };

    /// <summary>Null for what says nothing.</summary>
    public static JobProgress? Clean(JobProgress? progress) => progress is { Step: not null }
        ? new JobProgress(
            double.IsFinite(progress.Percent) ? Math.Clamp(progress.Percent, 0, 100) : 0,
            StorableText.Clean(progress.Step, MaxStep),
            progress.Detail is null ? null : StorableText.Clean(progress.Detail, MaxText),
            progress.EtaSeconds is { } eta && double.IsFinite(eta) ? eta : null,
            progress.Cues is > 0 ? progress.Cues : null)
        : null;

    /// <summary>The same end: without the error's oddities; failed, if its result cannot be kept.</summary>
    public static AttemptCompleted Clean(AttemptCompleted completed) => completed switch
    {
        { Result: { } result } when !ReadableJson.IsReadableAfterParsing(JsonMarshal.GetRawUtf8Value(result)) => WithoutReasons(completed),
        { Error: { } error } => completed with { Error = Clean(error) },
        _ => completed,
    };

    /// <summary>The same end, when what the worker said of it cannot be read or stored: a job whose result is lost did not succeed.</summary>
    public static AttemptCompleted WithoutReasons(AttemptCompleted completed) => completed.Outcome switch
    {
        AttemptOutcome.Succeeded => completed with { Outcome = AttemptOutcome.Failed, Result = null, Error = s_unreadableResult },
        AttemptOutcome.Failed => completed with { Result = null, Error = s_unreadableReason },
        _ => completed with { Result = null, Error = null },
    };

    private static JobError Clean(JobError error)
    {
        string code = StorableText.Clean(error.Code ?? string.Empty, MaxCode);
        return new JobError(code.Length == 0 ? "internal" : code, StorableText.Clean(error.Message ?? string.Empty, MaxText), error.Retryable);
    }
}
