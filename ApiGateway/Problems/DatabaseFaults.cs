using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Platform.ApiGateway.Problems;

/// <summary>Tells what a caller asked the database to store from what is wrong with the database.</summary>
internal static class DatabaseFaults
{
    /// <summary>
    /// Whether the caller's own values were refused: by the server, as data or as a breach of a constraint (SQLSTATE classes 22 and
    /// 23), or on their way to it, as texts or numbers that cannot be sent.
    /// </summary>
    public static bool IsCallers(Exception exception) => exception switch
    {
        PostgresException { SqlState: ['2', '2' or '3', ..] } => true,
        EncoderFallbackException or DecoderFallbackException => true,
        DbUpdateException { InnerException: FormatException or JsonException or OverflowException or ArgumentException } => true,
        { InnerException: PostgresException or EncoderFallbackException or DecoderFallbackException } => IsCallers(exception.InnerException),
        _ => false,
    };

    /// <summary>409 for what is there already, else 400.</summary>
    public static ApiProblem ToProblem(Exception exception) => exception.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }
        ? ApiProblem.Conflict("There is one like this already.")
        : new ApiProblem(StatusCodes.Status400BadRequest, ApiProblem.MalformedCode, "The request holds something that cannot be stored.");
}
