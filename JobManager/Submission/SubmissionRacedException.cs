namespace Platform.JobManager.Submission;

/// <summary>The existing job that a submission conflicted with was deleted before it could be read. The submission can be retried.</summary>
internal sealed class SubmissionRacedException() : Exception("The earlier job with this key was deleted meanwhile.");
