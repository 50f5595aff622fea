namespace Platform.JobManager.Submission;

/// <summary>The job that a submission collided with went away before it could be read: the submission is to be tried again.</summary>
internal sealed class SubmissionRacedException() : Exception("The earlier job with this key was deleted meanwhile.");
