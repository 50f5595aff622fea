using Platform.Contracts.PublicApi;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Jobs;

/// <summary>What a job is called and what it is made of.</summary>
internal static class JobTitles
{
    public static string Of(JobResponse job) =>
        !string.IsNullOrWhiteSpace(job.Title) ? job.Title : SourceOf(job) ?? JobWords.OfKind(job.Kind);

    /// <summary>The address that it was made from; null for an upload.</summary>
    public static string? SourceOf(JobResponse job) => JobsApi.InputOf(job)?.Url;

    /// <summary>Whether part of it cannot be shown.</summary>
    public static bool IsUnreadable(JobResponse job) => job.Unreadable == true;

    /// <summary>How long it has run, or ran; null when it has not begun.</summary>
    public static TimeSpan? RunTimeOf(JobResponse job, DateTimeOffset now) =>
        job.StartedAt is { } started && (job.FinishedAt ?? now) is var end && end >= started ? end - started : null;

    public static bool CanCancel(JobResponse job) => !job.State.IsFinal() && !job.CancelRequested;

    public static bool CanRetry(JobResponse job) => job.State is Contracts.Jobs.JobState.Failed or Contracts.Jobs.JobState.Cancelled;

    public static bool CanDelete(JobResponse job) => job.State.IsFinal();
}
