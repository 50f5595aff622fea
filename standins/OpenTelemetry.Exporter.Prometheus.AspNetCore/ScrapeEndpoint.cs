using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace OpenTelemetry.Exporter.Prometheus;

/// <summary>Answers a scrape.</summary>
internal sealed class ScrapeEndpoint(ScrapeResponses responses)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var response = context.Response;
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = "GET, HEAD";
            return;
        }

        if (responses.IsDisposed)
        {
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        if (TimeoutOf(context.Request) is { } limit)
        {
            timeout.CancelAfter(limit);
        }

        try
        {
            var protocol = ScrapeProtocol.Negotiate(context.Request.Headers.Accept);
            var snapshot = await responses.GetAsync(timeout.Token).ConfigureAwait(false);
            timeout.Token.ThrowIfCancellationRequested();
            await WriteAsync(context, protocol, snapshot.In(protocol.Format), timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!response.HasStarted)
        {
            response.StatusCode = StatusCodes.Status408RequestTimeout;
        }
        catch (ObjectDisposedException) when (!response.HasStarted)
        {
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        catch (Exception) when (!response.HasStarted)
        {
            response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private static async Task WriteAsync(HttpContext context, ScrapeProtocol protocol, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = protocol.ContentType;
        response.Headers.Vary = "Accept, Accept-Encoding";
        if (AcceptsGzip(context.Request))
        {
            response.Headers.ContentEncoding = "gzip";
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await using var gzip = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
                await gzip.WriteAsync(body, cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, cancellationToken).ConfigureAwait(false);
        }
    }

    private static TimeSpan? TimeoutOf(HttpRequest request) =>
        double.TryParse(request.Headers["X-Prometheus-Scrape-Timeout-Seconds"], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
        && seconds is > 0 and < 86_400
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static bool AcceptsGzip(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding.ToArray()!, out var encodings)
        && (encodings.FirstOrDefault(encoding => encoding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase))
            ?? encodings.FirstOrDefault(encoding => encoding.Value.Equals("*", StringComparison.Ordinal))) is { } chosen
        && (chosen.Quality ?? 1) > 0;
}
