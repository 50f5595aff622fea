using Npgsql;
using Polly;

namespace Platform.JobManager.Hosting;

/// <summary>Which status an exception that no endpoint expects is answered with.</summary>
internal static class FailureAnswers
{
    public static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        OperationCanceledException => StatusCodes.Status499ClientClosedRequest,

        // The database is away, or not prepared yet: the same request may succeed a moment later.
        ExecutionRejectedException or TimeoutException => StatusCodes.Status503ServiceUnavailable,
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } => StatusCodes.Status503ServiceUnavailable,
        NpgsqlException { IsTransient: true } => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
