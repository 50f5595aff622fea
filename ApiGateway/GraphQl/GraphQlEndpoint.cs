using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Queues;
using Platform.GraphQl.Execution;
using Platform.GraphQl.Syntax;
using Platform.GraphQl.Validation;

namespace Platform.ApiGateway.GraphQl;

/// <summary>GraphQL over HTTP (working draft of the GraphQL Foundation).</summary>
internal sealed class GraphQlEndpoint(GraphQlEngine engine, QueueClient queues, GraphQlTelemetry telemetry, IOptions<GraphQlOptions> options, TimeProvider time)
{
    // The answer is JSON by its content type, never a part of a page.
    private static readonly JsonWriterOptions s_writer = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task AnswerAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        context.Response.Headers.Append("Vary", "Accept");
        if (GraphQlMediaTypes.Negotiate(context.Request.Headers.Accept) is not { } media)
        {
            telemetry.Record(started, null, "refused");
            await ApiProblem.FromStatus(StatusCodes.Status406NotAcceptable).ExecuteAsync(context);
            return;
        }

        var (request, fault) = await GraphQlRequests.ReadAsync(context);
        if (request is null)
        {
            telemetry.Record(started, null, "invalid");
            await WriteAsync(context, media, StatusCodes.Status400BadRequest, GraphQlResponse.Refused(new GraphQlError(fault!, [], Code: "request")));
            return;
        }

        var prepared = engine.Prepare(request);
        if (HttpMethods.IsGet(context.Request.Method) && prepared.Operation is { } operation and not OperationType.Query)
        {
            telemetry.Record(started, operation, "refused");
            context.Response.Headers.Allow = "POST";
            await WriteAsync(context, media, StatusCodes.Status405MethodNotAllowed, GraphQlResponse.Refused(new GraphQlError("GET is for queries only.", [], Code: "request")));
            return;
        }

        await ExecuteAsync(context, media, prepared, started);
    }

    private static string Outcome(GraphQlResponse response) => response switch
    {
        { IsExecuted: false } => "invalid",
        { Errors.Count: 0 } => "success",
        { HasData: true } => "partial",
        _ => "failed",
    };

    private static async Task WriteAsync(HttpContext context, GraphQlMedia media, int status, GraphQlResponse answer)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = media.ContentType();
        response.Headers.CacheControl = "no-store";
        await using (var writer = new Utf8JsonWriter(response.BodyWriter, s_writer))
        {
            answer.Write(writer);
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private async Task ExecuteAsync(HttpContext context, GraphQlMedia media, PreparedRequest prepared, long started)
    {
        using var activity = GraphQlTelemetry.Start(prepared);
        using var timer = new CancellationTokenSource(options.Value.Timeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, timer.Token);
        using var reads = new QueueReads(queues, context.Caller());
        GraphQlResponse answer;
        try
        {
            answer = await prepared.ExecuteAsync(reads, limit.Token);
        }
        catch (OperationCanceledException exception)
        {
            var isLate = timer.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested;
            telemetry.Record(started, prepared.Operation, isLate ? "timeout" : "cancelled");
            activity?.SetStatus(ActivityStatusCode.Error, isLate ? "timeout" : "cancelled");
            throw isLate ? new TimeoutException($"No answer within {options.Value.Timeout}.", exception) : exception;
        }

        telemetry.Record(started, prepared.Operation, Outcome(answer));
        if (answer.Errors.Count > 0)
        {
            activity?.SetStatus(ActivityStatusCode.Error, answer.Errors[0].Message);
        }

        var status = answer.IsExecuted || media == GraphQlMedia.Json ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        await WriteAsync(context, media, status, answer);
    }
}
