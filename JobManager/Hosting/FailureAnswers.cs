using Npgsql;
using Polly;

namespace Platform.JobManager.Hosting;

/// <summary>Which status an exception that no endpoint expects is answered with.</summary>
internal static class FailureAnswers
{
    public static int StatusOf(Exception exception) => exception switch
    {
        // The database is away, or not prepared yet, or something here gave up waiting: the same request may succeed a moment later.
        // Callers that are gone themselves are none of these.
        ExecutionRejectedException or TimeoutException or OperationCanceledException => StatusCodes.Status503ServiceUnavailable,
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } => StatusCodes.Status503ServiceUnavailable,
        NpgsqlException { IsTransient: true } => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
