using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace Platform.Frontend.Visits;

/// <summary>Maps where browsers report their visits, by OTLP/HTTP JSON. Nothing of a report is kept but counts.</summary>
internal static class VisitEndpoints
{
    /// <summary>The path.</summary>
    public const string Path = "/visits/v1/traces";

    /// <summary>The maximum size of a report, in bytes.</summary>
    public const long MaxBytes = 16 * 1024;

    public static RouteHandlerBuilder MapVisits(this WebApplication app) =>
        app.MapPost(Path, ReportAsync).AllowAnonymous().DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(MaxBytes));

    private static async Task<IResult> ReportAsync(HttpContext context, VisitLimiter limiter, VisitMetrics metrics)
    {
        var request = context.Request;
        if (!request.HasJsonContentType())
        {
            return TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        }

        if (!limiter.Permits(context))
        {
            metrics.Refused("limit");
            context.Response.Headers.RetryAfter = "60";
            return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        // Our own script does not report then; another one is not counted.
        if (request.Headers["DNT"] == "1" || request.Headers["Sec-GPC"] == "1")
        {
            return TypedResults.NoContent();
        }

        try
        {
            var report = await JsonSerializer.DeserializeAsync(request.Body, VisitJson.Default.OtlpTraces, context.RequestAborted);
            if (VisitReport.Read(report) is { } events)
            {
                foreach (var visit in events)
                {
                    metrics.Record(visit);
                }

                return TypedResults.NoContent();
            }
        }
        catch (JsonException)
        {
            // Answered below.
        }
        catch (BadHttpRequestException exception)
        {
            metrics.Refused("unreadable");
            return TypedResults.StatusCode(exception.StatusCode);
        }

        metrics.Refused("unreadable");
        return TypedResults.StatusCode(StatusCodes.Status400BadRequest);
    }
}
