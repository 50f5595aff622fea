using Aspire.Dashboard.Access;
using Aspire.Dashboard.Otlp.Protocol;
using Aspire.Dashboard.Telemetry;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aspire.Dashboard.Otlp;

/// <summary>The receiver: OTLP 1.x over HTTP with protobuf bodies, plain or gzip (opentelemetry.io/docs/specs/otlp, section OTLP/HTTP).</summary>
internal static class OtlpEndpoints
{
    private const string ContentType = "application/x-protobuf";

    public static void MapOtlp(this IEndpointRouteBuilder routes, TelemetryStore store, SharedSecret apiKey, TimeProvider time)
    {
        var reader = new TelemetryReader(store, time);
        routes.MapPost("/v1/traces", context => ReceiveAsync(context, apiKey, store.Limits, body => Answer(reader.Take(ExportTraceServiceRequest.Parser.ParseFrom(body.Span)))));
        routes.MapPost("/v1/logs", context => ReceiveAsync(context, apiKey, store.Limits, body =>
        {
            reader.Take(ExportLogsServiceRequest.Parser.ParseFrom(body.Span));
            return new ExportLogsServiceResponse();
        }));
        routes.MapPost("/v1/metrics", context => ReceiveAsync(context, apiKey, store.Limits, body =>
        {
            reader.Take(ExportMetricsServiceRequest.Parser.ParseFrom(body.Span));
            return new ExportMetricsServiceResponse();
        }));
    }

    private static ExportTraceServiceResponse Answer(int malformed) => malformed == 0
        ? new ExportTraceServiceResponse()
        : new ExportTraceServiceResponse
        {
            PartialSuccess = new ExportTracePartialSuccess { RejectedSpans = malformed, ErrorMessage = "A span needs a trace id of 16 bytes and a span id of 8." },
        };

    private static async Task ReceiveAsync(HttpContext context, SharedSecret apiKey, TelemetryLimits limits, Func<ReadOnlyMemory<byte>, IMessage> take)
    {
        if (!apiKey.Matches(context.Request.Headers["x-otlp-api-key"]))
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "The header x-otlp-api-key is missing or wrong.");
            return;
        }

        if (context.Request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) is not true)
        {
            await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, $"The body has to be {ContentType}.");
            return;
        }

        try
        {
            using var body = await OtlpBody.ReadAsync(context.Request, limits.RequestBytes, context.RequestAborted);
            var answer = take(body.Memory).ToByteArray();
            context.Response.ContentType = ContentType;
            context.Response.ContentLength = answer.Length;
            await context.Response.Body.WriteAsync(answer, context.RequestAborted);
        }
        catch (Exception failure) when (failure is InvalidProtocolBufferException or InvalidDataException)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "The body cannot be read: " + failure.Message);
        }
        catch (BadHttpRequestException failure)
        {
            await RefuseAsync(context, failure.StatusCode, failure.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The sender hung up; nobody is left to answer.
        }
    }

    private static async Task RefuseAsync(HttpContext context, int statusCode, string message)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = ContentType;
        var status = new RpcStatus { Message = message }.ToByteArray();
        await context.Response.Body.WriteAsync(status, context.RequestAborted);
    }
}
