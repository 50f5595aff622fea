using System.Globalization;

namespace Platform.ApiGateway.Responses;

/// <summary>Headers of every response: how long it took, the request's id, and what browsers must not do with it.</summary>
internal static class ResponseHeaders
{
    public const string RequestId = "X-Request-Id";

    private const string ApiPolicy = "default-src 'none'; frame-ancestors 'none'";
    private const string DocsPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static IApplicationBuilder UseResponseHeaders(this IApplicationBuilder app)
    {
        var time = app.ApplicationServices.GetRequiredService<TimeProvider>();
        return app.Use(next => context =>
        {
            context.Response.OnStarting(static state => ((Start)state).WriteAsync(), new Start(context, time, time.GetTimestamp()));
            return next(context);
        });
    }

    private static bool IsRequestId(string? id) => id is { Length: > 0 and <= 100 } && !id.AsSpan().ContainsAnyExceptInRange('!', '~');

    private sealed class Start(HttpContext context, TimeProvider time, long begin)
    {
        public Task WriteAsync()
        {
            var headers = context.Response.Headers;
            headers["X-Process-Time"] = time.GetElapsedTime(begin).TotalSeconds.ToString("F6", CultureInfo.InvariantCulture);
            string? sent = context.Request.Headers[RequestId];
            headers[RequestId] = IsRequestId(sent) ? sent : context.TraceIdentifier;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.XFrameOptions = "DENY";
            headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase) ? DocsPolicy : ApiPolicy;
            return Task.CompletedTask;
        }
    }
}
