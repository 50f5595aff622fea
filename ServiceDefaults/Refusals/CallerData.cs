using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Platform.ServiceDefaults.Refusals;

/// <summary>Passes values of callers to the database, and turns PostgreSQL's complaints about them into client errors.</summary>
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

    /// <summary>Runs a search with a caller's filter. If the server cancels it for taking too long, the filter is at fault.</summary>
    /// <exception cref="InputException">400: a value cannot be stored or compared; 422: the search takes too long.</exception>
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
    /// Checks whether PostgreSQL refused values: classes 22 (data) and 23 (integrity), and values that are too large or too deep (54000, 54001). A
    /// division by zero and a missing partition (a check violation without a constraint name) are errors of this service. Errors that end the
    /// connection concern the server.
    /// </summary>
    public static bool IsRefusal(PostgresException exception) => exception switch
    {
        { InvariantSeverity: "FATAL" } or { SqlState: PostgresErrorCodes.DivisionByZero } => false,
        { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: null or "" } => false,
        { SqlState: ['2', '2' or '3', ..] or "54000" or "54001" } => true,
        _ => false,
    };

    /// <summary>Describes the refusal without naming tables.</summary>
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
