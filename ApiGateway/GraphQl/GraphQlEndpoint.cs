using System.Diagnostics;
using System.Text.Json;
using GraphQL;
using GraphQLParser.AST;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Queues;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Serves GraphQL over HTTP (working draft of the GraphQL Foundation).</summary>
internal sealed class GraphQlEndpoint(
    DocumentReader documents, GraphQlExecuter executer, GraphQlErrors errors, BrokerClient queues, GraphQlTelemetry telemetry, IOptions<GraphQlOptions> options, TimeProvider time)
{
    public async Task AnswerAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        context.Response.Headers.Append("Vary", "Accept");
        if (GraphQlMediaTypes.Negotiate(context.Request.Headers.Accept) is not { } media)
        {
            telemetry.Record(started, "refused");
            await ApiProblem.FromStatus(StatusCodes.Status406NotAcceptable).ExecuteAsync(context);
            return;
        }

        GraphQlQuery request;
        GraphQLDocument document;
        try
        {
            request = await GraphQlRequests.ReadAsync(context);
            document = documents.Read(request.Query);
        }
        catch (GraphQlFault fault)
        {
            telemetry.Record(started, "invalid");
            await WriteAsync(context, media, fault.Cause == GraphQlRequests.Code ? StatusCodes.Status400BadRequest : null, new ExecutionResult(fault));
            return;
        }

        var operation = GraphQlExecuter.Choose(document, request.OperationName);
        if (operation is not null and not { Operation: OperationType.Query })
        {
            await RefuseAsync(context, media, started);
            return;
        }

        await ExecuteAsync(context, media, request, document, operation, started);
    }

    /// <summary>Refuses anything but queries. For a GET, HTTP requires a specific status whatever the schema contains.</summary>
    private async Task RefuseAsync(HttpContext context, GraphQlMedia media, long started)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            telemetry.Record(started, "refused");
            context.Response.Headers.Allow = "POST";
            await WriteAsync(context, media, StatusCodes.Status405MethodNotAllowed, new ExecutionResult(GraphQlRequests.Fault("GET is for queries only.")));
            return;
        }

        telemetry.Record(started, "invalid");
        await WriteAsync(context, media, null, new ExecutionResult(new GraphQlFault("There are only queries.", "operation")));
    }

    private async Task ExecuteAsync(HttpContext context, GraphQlMedia media, GraphQlQuery request, GraphQLDocument document, GraphQLOperationDefinition? operation, long started)
    {
        using var activity = GraphQlTelemetry.Start(operation);
        using var timer = new CancellationTokenSource(options.Value.Timeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, timer.Token);
        using var reads = new QueueReads(queues, context.Caller());
        ExecutionResult answer;
        try
        {
            answer = await executer.ExecuteAsync(document, request, reads, limit.Token);
        }
        catch (OperationCanceledException exception)
        {
            var isLate = timer.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested;
            telemetry.Record(started, isLate ? "timeout" : "cancelled");
            activity?.SetStatus(ActivityStatusCode.Error, isLate ? "timeout" : "cancelled");
            throw isLate ? new TimeoutException($"No answer within {options.Value.Timeout}.", exception) : exception;
        }

        telemetry.Record(started, Outcome(answer));
        if (answer.Errors is [var first, ..])
        {
            activity?.SetStatus(ActivityStatusCode.Error, errors.GetInfo(first).Message);
        }

        await WriteAsync(context, media, null, answer);
    }

    private static string Outcome(ExecutionResult answer) => answer switch
    {
        { Executed: false } => "invalid",
        { Errors: null or { Count: 0 } } => "success",
        { Data: not null } => "partial",
        _ => "failed",
    };

    /// <summary>Writes the result of an operation as the response.</summary>
    /// <param name="context">The request to answer.</param>
    /// <param name="media">The media type of the response.</param>
    /// <param name="status">The status; null for the default of the media type, which for application/json does not depend on the execution.</param>
    /// <param name="answer">The result to write.</param>
    private async Task WriteAsync(HttpContext context, GraphQlMedia media, int? status, ExecutionResult answer)
    {
        var response = context.Response;
        response.StatusCode = status ?? (answer.Executed || media == GraphQlMedia.Json ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
        response.ContentType = media.ContentType();
        response.Headers.CacheControl = "no-store";
        await JsonSerializer.SerializeAsync(response.BodyWriter, answer, errors.Json, context.RequestAborted);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
