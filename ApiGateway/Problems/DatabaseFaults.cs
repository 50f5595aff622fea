using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Platform.ApiGateway.Problems;

/// <summary>Distinguishes invalid values of a caller from failures of the database.</summary>
internal static class DatabaseFaults
{
    /// <summary>
    /// Checks whether the caller's values were refused: by the server, as invalid data or a constraint violation (SQLSTATE classes 22 and 23), or by
    /// the driver, as texts or numbers that cannot be sent.
    /// </summary>
    public static bool IsCallers(Exception exception) => exception switch
    {
        PostgresException { SqlState: ['2', '2' or '3', ..] } => true,
        EncoderFallbackException or DecoderFallbackException => true,
        DbUpdateException { InnerException: FormatException or JsonException or OverflowException or ArgumentException } => true,
        { InnerException: PostgresException or EncoderFallbackException or DecoderFallbackException } => IsCallers(exception.InnerException),
        _ => false,
    };

    /// <summary>Creates a 409 for a duplicate, else a 400.</summary>
    public static ApiProblem ToProblem(Exception exception) => exception.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }
        ? ApiProblem.Conflict("There is one like this already.")
        : new ApiProblem(StatusCodes.Status400BadRequest, ApiProblem.MalformedCode, "The request holds something that cannot be stored.");
}
