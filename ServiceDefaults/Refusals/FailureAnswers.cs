using Microsoft.AspNetCore.Http;
using Npgsql;
using Polly;

namespace Platform.ServiceDefaults.Refusals;

/// <summary>Maps unhandled exceptions to HTTP status codes.</summary>
internal static class FailureAnswers
{
    public static int StatusOf(Exception exception) => exception switch
    {
        // The database is unavailable or not migrated yet, or a wait timed out: the same request may succeed a moment later. Requests that their
        // client aborted are not among these.
        ExecutionRejectedException or TimeoutException or OperationCanceledException => StatusCodes.Status503ServiceUnavailable,
        PostgresException { InvariantSeverity: "FATAL" } => StatusCodes.Status503ServiceUnavailable,
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } => StatusCodes.Status503ServiceUnavailable,
        NpgsqlException { IsTransient: true } => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
