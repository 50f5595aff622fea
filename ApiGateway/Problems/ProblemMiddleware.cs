using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Npgsql;
using Platform.Contracts.PublicApi;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Platform.ApiGateway.Problems;

/// <summary>Turns exceptions into problem details; unexpected ones are logged and answered with 500.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, LastFault lastFault, ILogger<ProblemMiddleware> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        var task = next(context);
        return task.IsCompletedSuccessfully && context.Response.HasStarted ? task : FinishAsync(context, task);
    }

    private async Task FinishAsync(HttpContext context, Task task)
    {
        try
        {
            await task;
            var response = context.Response;
            if (!response.HasStarted && response.StatusCode >= 400 && response.ContentLength is null && response.ContentType is null && !IsTus(context))
            {
                await ApiProblem.FromStatus(response.StatusCode).ExecuteAsync(context);
            }
        }
        catch (Exception exception)
        {
            if (context.RequestAborted.IsCancellationRequested)
            {
                // The client has disconnected, so there is no response.
                if (!context.Response.HasStarted)
                {
                    context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                }

                return;
            }

            var problem = Translate(exception);
            if (DatabaseFaults.IsCallers(exception))
            {
                LogRefusedByDatabase(context.Request.Method, context.Request.Path.Value, exception.GetBaseException().Message);
            }

            if (problem.Status >= 500)
            {
                if (problem.Status == StatusCodes.Status500InternalServerError)
                {
                    lastFault.Note(exception, context.Request.Method, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
                    LogUnhandled(exception, context.Request.Method, context.Request.Path.Value);
                }
                else
                {
                    LogDependency(exception.Message, context.Request.Method, context.Request.Path.Value);
                }
            }

            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            var kept = context.Response.Headers.Where(h => IsKept(h.Key)).ToArray();
            context.Response.Clear();
            foreach (var (name, value) in kept)
            {
                context.Response.Headers[name] = value;
            }

            await problem.ExecuteAsync(context);
        }
    }

    /// <summary>Translates an exception to a problem.</summary>
    public static ApiProblem Translate(Exception exception) => exception switch
    {
        ApiProblemException e => e.Problem,
        BadHttpRequestException or ConnectionResetException => OfBody((IOException)exception),
        _ when DatabaseFaults.IsCallers(exception) => DatabaseFaults.ToProblem(exception),
        BrokenCircuitException => ApiProblem.Dependency("service", 5, exception),
        TimeoutRejectedException => ApiProblem.Dependency("service", 2, exception),
        HttpRequestException => ApiProblem.Dependency("service", 2, exception),
        NpgsqlException e when e is not PostgresException || e.IsTransient => ApiProblem.Dependency("database", 2, exception),
        SocketException => ApiProblem.Dependency("service", 2, exception),
        TimeoutException => ApiProblem.Dependency("service", 2, exception),

        // The heap is limited: the request may succeed a moment later, when others have finished.
        OutOfMemoryException => ApiProblem.Dependency("memory", 1, exception),

        // The client is still connected, so an internal deadline has passed.
        OperationCanceledException => ApiProblem.Dependency("service", 2, exception),
        _ when exception.InnerException is { } inner and (NpgsqlException or BrokenCircuitException or TimeoutRejectedException or ApiProblemException or SocketException) => Translate(inner),
        _ => ApiProblem.FromStatus(StatusCodes.Status500InternalServerError),
    };

    /// <summary>Creates the problem of a body that could not be read completely, which is always a client error.</summary>
    public static ApiProblem OfBody(IOException exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ApiProblem.FromStatus(StatusCodes.Status413PayloadTooLarge),
        BadHttpRequestException { StatusCode: not StatusCodes.Status400BadRequest and var status } => new ApiProblem(status, ApiProblem.MalformedCode, ApiProblem.MalformedDetail),
        _ => ApiProblem.Malformed("$", FieldError.Of(FieldRules.Json, "The body is malformed or broke off.")),
    };

    private static bool IsKept(string header) =>
        header is "X-Content-Type-Options" or "Referrer-Policy" or "X-Frame-Options" or "Content-Security-Policy"
        || header.StartsWith("RateLimit", StringComparison.OrdinalIgnoreCase)
        || header.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Vary", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Tus-Resumable", StringComparison.OrdinalIgnoreCase);

    private static bool IsTus(HttpContext context) => HttpMethods.IsHead(context.Request.Method);

    [LoggerMessage(1, LogLevel.Error, "Unhandled exception in {Method} {Path}")]
    private partial void LogUnhandled(Exception exception, string method, string? path);

    [LoggerMessage(3, LogLevel.Warning, "{Method} {Path} was refused by the database: {Reason}")]
    private partial void LogRefusedByDatabase(string method, string? path, string reason);

    [LoggerMessage(2, LogLevel.Warning, "{Method} {Path} failed because of a dependency: {Reason}")]
    private partial void LogDependency(string reason, string method, string? path);
}
