using Microsoft.AspNetCore.Http;
using Npgsql;
using Polly;

namespace Platform.ServiceDefaults.Refusals;

/// <summary>Which status an exception that no endpoint expects is answered with.</summary>
internal static class FailureAnswers
{
    /// <summary>Whether it is known to happen: a caller's doing, which is told by <see cref="FaultHandler"/>, or something that is away.</summary>
    public static bool IsKnown(Exception exception) => InputException.Of(exception) is not null || StatusOf(exception) != StatusCodes.Status500InternalServerError;

    public static int StatusOf(Exception exception) => exception switch
    {
        // The database is away, or not prepared yet, or something here gave up waiting: the same request may succeed a moment later.
        // Callers that are gone themselves are none of these.
        ExecutionRejectedException or TimeoutException or OperationCanceledException => StatusCodes.Status503ServiceUnavailable,
        PostgresException { InvariantSeverity: "FATAL" } => StatusCodes.Status503ServiceUnavailable,
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } => StatusCodes.Status503ServiceUnavailable,
        NpgsqlException { IsTransient: true } => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
