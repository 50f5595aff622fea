using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Platform.ServiceDefaults.Exposition;

/// <summary>Maps <c>/metrics</c> as text, as OpenMetrics by the Accept header, and as JSON.</summary>
internal static class MetricsEndpoint
{
    private const string Text = "text/plain;version=0.0.4";
    private const string OpenMetrics = "application/openmetrics-text;version=1.0.0";

    /// <summary>
    /// Adds the formats that the exporter does not support: <c>?format=json</c>, <c>prometheus</c> and <c>openmetrics</c>, and JSON where the Accept
    /// header prefers it. The JSON is made from the exporter's text, so that all formats agree.
    /// </summary>
    public static void AddForms(this IEndpointConventionBuilder endpoint) => endpoint.Add(builder =>
    {
        var exporter = builder.RequestDelegate!;
        builder.RequestDelegate = context =>
        {
            if (!context.RequestServices.GetRequiredService<ScrapeGuard>().Allows(context))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            var headers = context.Request.Headers;
            switch (context.Request.Query["format"].ToString())
            {
                case "":
                    return PrefersJson(headers.Accept.ToArray()!) ? WriteJsonAsync(context, exporter) : exporter(context);
                case "json":
                    return WriteJsonAsync(context, exporter);
                case "prometheus":
                    headers.Accept = Text;
                    return exporter(context);
                case "openmetrics":
                    headers.Accept = OpenMetrics;
                    return exporter(context);
                default:
                    return Results.ValidationProblem(new Dictionary<string, string[]>(StringComparer.Ordinal)
                    {
                        ["format"] = ["The formats are json, prometheus and openmetrics."],
                    }).ExecuteAsync(context);
            }
        };
    });

    private static bool PrefersJson(IList<string> accept) =>
        MediaTypeHeaderValue.TryParseList(accept, out var offers)
        && offers.Where(offer => (offer.Quality ?? 1) > 0 && IsKnown(offer.MediaType.Value)).MaxBy(offer => offer.Quality ?? 1) is { } best
        && best.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);

    private static bool IsKnown(string? mediaType) => mediaType?.ToLowerInvariant()
        is "application/json" or "application/openmetrics-text" or "text/plain" or "text/*" or "*/*";

    private static async Task WriteJsonAsync(HttpContext context, RequestDelegate exporter)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            await exporter(context).ConfigureAwait(false);
            return;
        }

        var text = await ReadTextAsync(context, exporter).ConfigureAwait(false);
        var response = context.Response;
        if (response.StatusCode != StatusCodes.Status200OK)
        {
            return;
        }

        var json = MetricsDocument.Write(text, context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = json.Length;
        response.Headers.Vary = "Accept, Accept-Encoding";
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await response.BodyWriter.WriteAsync(json, context.RequestAborted).ConfigureAwait(false);
        }
    }

    // Runs the exporter with an in-memory response body.
    private static async Task<string> ReadTextAsync(HttpContext context, RequestDelegate exporter)
    {
        var features = context.Features;
        var body = features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var headers = context.Request.Headers;
        var (accept, encoding, method) = (headers.Accept, headers.AcceptEncoding, context.Request.Method);
        using var memory = new MemoryStream();
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(memory));
        try
        {
            headers.Accept = Text;
            headers.AcceptEncoding = default;
            context.Request.Method = HttpMethods.Get;
            await exporter(context).ConfigureAwait(false);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }
        finally
        {
            features.Set(body);
            (headers.Accept, headers.AcceptEncoding, context.Request.Method) = (accept, encoding, method);
        }

        context.Response.Headers.ContentLength = null;
        return Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length);
    }
}
