using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace Platform.ServiceDefaults.Refusals;

/// <summary>Answers client errors with problem details that describe them. Errors of the service are left to <see cref="FailureAnswers"/>.</summary>
internal sealed partial class FaultHandler(IProblemDetailsService problems, ILogger<FaultHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (InputException.Of(exception) is not { } fault)
        {
            return false;
        }

        Refused(httpContext.Request.Method, httpContext.Request.Path.Value, fault.Status, fault.Field ?? "-", fault.Detail);
        var response = httpContext.Response;
        response.StatusCode = fault.Status;
        if (fault.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        var details = new ProblemDetails
        {
            Status = fault.Status,

            // Without the field: the gateway adds its own field names for its callers.
            Detail = fault.Detail,
            Extensions = { ["code"] = fault.Code },
        };
        if (fault.Field is { } field)
        {
            details.Extensions["errors"] = new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [fault.Detail] };
        }

        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, Exception = exception, ProblemDetails = details }).ConfigureAwait(false);
    }

    [LoggerMessage(2, LogLevel.Warning, "{Method} {Path} was refused with {Status}: {Field}: {Detail}", EventName = "request_refused")]
    private partial void Refused(string method, string? path, int status, string field, string detail);
}
