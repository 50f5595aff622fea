using System.Diagnostics;

namespace Platform.ApiGateway.Submission;

/// <summary>Creates the spans of a submission: create_job, and within it validate_request, call_job_manager and return_response.</summary>
internal static class SubmissionTelemetry
{
    public static readonly ActivitySource Source = new("Platform.ApiGateway");

    /// <summary>Starts a span within the current one; null, at no cost, if the current one is not recorded.</summary>
    public static Activity? Start(string name) => Activity.Current is { IsAllDataRequested: true } ? Source.StartActivity(name) : null;

    /// <summary>Formats a URL for spans: without user, query and fragment.</summary>
    public static string? PlainUrl(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed)
        ? parsed.GetComponents(UriComponents.Scheme | UriComponents.Host | UriComponents.Port | UriComponents.Path, UriFormat.UriEscaped)
        : null;
}
