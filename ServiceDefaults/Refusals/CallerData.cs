using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Platform.ServiceDefaults.Refusals;

/// <summary>Hands values of callers to the database: what it says of them is the caller's to know, and no fault of ours.</summary>
public static class CallerData
{
    /// <summary>Runs statements whose parameters come from a caller.</summary>
    /// <exception cref="InputException">400: a value cannot be stored or compared.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> statements)
    {
        ArgumentNullException.ThrowIfNull(statements);
        try
        {
            return await statements().ConfigureAwait(false);
        }
        catch (PostgresException refused) when (IsRefusal(refused))
        {
            throw new InputException("$", Explain(refused), cause: refused);
        }
    }

    /// <summary>Runs a search by a caller's filter. One that the server ended for taking too long is the filter's doing.</summary>
    /// <exception cref="InputException">400 as above; 422: it takes too long.</exception>
    public static async Task<T> SearchAsync<T>(Func<Task<T>> search)
    {
        try
        {
            return await RunAsync(search).ConfigureAwait(false);
        }
        catch (PostgresException ended) when (ended.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            throw new InputException(
                "filter", "This takes too long to look for: ask for less, such as a shorter time.", StatusCodes.Status422UnprocessableEntity, "too_expensive", ended);
        }
    }

    /// <summary>
    /// Whether PostgreSQL refused values: classes 22 (data) and 23 (integrity), and what is too large or too deep for it (54000, 54001).
    /// A division by zero is our own reckoning; no partition for a row (a check without a name) is our own omission. What ends the
    /// connection is the server's word on itself.
    /// </summary>
    public static bool IsRefusal(PostgresException exception) => exception switch
    {
        { InvariantSeverity: "FATAL" } or { SqlState: PostgresErrorCodes.DivisionByZero } => false,
        { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: null or "" } => false,
        { SqlState: ['2', '2' or '3', ..] or "54000" or "54001" } => true,
        _ => false,
    };

    /// <summary>The refusal in words that tell nothing of tables.</summary>
    public static string Explain(PostgresException refused) => refused.SqlState switch
    {
        PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter => "A text holds a character that cannot be stored.",
        PostgresErrorCodes.DatetimeFieldOverflow or PostgresErrorCodes.InvalidDatetimeFormat => "A moment is out of range.",
        PostgresErrorCodes.NumericValueOutOfRange => "A number is out of range.",
        PostgresErrorCodes.UniqueViolation => "There is one like this already.",
        "54000" or "54001" => "A value is too large or too deeply nested.",
        _ => "A value is not allowed.",
    };
}
