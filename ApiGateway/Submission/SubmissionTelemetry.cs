using System.Diagnostics;

namespace Platform.ApiGateway.Submission;

/// <summary>Spans of the way of a submission: create_job, within it validate_request, call_job_manager and return_response.</summary>
internal static class SubmissionTelemetry
{
    public static readonly ActivitySource Source = new("Platform.ApiGateway");
}
