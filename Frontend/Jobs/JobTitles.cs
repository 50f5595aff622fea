using Platform.Contracts.PublicApi;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Jobs;

/// <summary>Formats the title and the source of a job.</summary>
internal static class JobTitles
{
    public static string Of(JobResponse job) =>
        !string.IsNullOrWhiteSpace(job.Title) ? job.Title : SourceOf(job) ?? JobWords.OfKind(job.Kind);

    /// <summary>Gets the URL of its recording; null for an upload.</summary>
    public static string? SourceOf(JobResponse job) => JobsApi.InputOf(job)?.Url;

    /// <summary>Checks whether a part of it cannot be shown.</summary>
    public static bool IsUnreadable(JobResponse job) => job.Unreadable == true;

    /// <summary>Gets its run time so far; null if it has not started.</summary>
    public static TimeSpan? RunTimeOf(JobResponse job, DateTimeOffset now) =>
        job.StartedAt is { } started && (job.FinishedAt ?? now) is var end && end >= started ? end - started : null;

    public static bool CanCancel(JobResponse job) => !job.State.IsFinal() && !job.CancelRequested;

    public static bool CanRetry(JobResponse job) => job.State is Contracts.Jobs.JobState.Failed or Contracts.Jobs.JobState.Cancelled;

    public static bool CanDelete(JobResponse job) => job.State.IsFinal();
}
