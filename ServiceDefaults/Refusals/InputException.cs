using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Platform.ServiceDefaults.Refusals;

/// <summary>
/// What a caller sent cannot be read, reckoned with or stored: ends the request with a status of 400 to 499 and says what is wrong.
/// </summary>
/// <remarks>
/// Thrown only where a caller's own data are read (<see cref="RequestJson"/> and the readers by hand) or handed to the database
/// (<see cref="CallerData"/>): the same exception of .NET or PostgreSQL from anywhere else is a fault of ours.
/// </remarks>
/// <param name="field">Which part of the request: a dotted path, <c>$</c> for the whole; null when nothing is wrong with it.</param>
/// <param name="detail">What is wrong.</param>
/// <param name="status">400 to 499.</param>
/// <param name="code">Stable cause in snake_case.</param>
/// <param name="cause">What told of it.</param>
public sealed class InputException(string? field, string detail, int status = StatusCodes.Status400BadRequest, string code = "malformed", Exception? cause = null)
    : Exception(field is null ? detail : $"{field}: {detail}", cause)
{
    /// <summary>Which part of the request: a dotted path, <c>$</c> for the whole; null when nothing is wrong with it.</summary>
    public string? Field { get; } = field;

    /// <summary>What is wrong with it.</summary>
    public string Detail { get; } = detail;

    /// <summary>400 to 499.</summary>
    public int Status { get; } = status;

    /// <summary>Stable cause in snake_case.</summary>
    public string Code { get; } = code;

    /// <summary>After how long to come again; null when that would change nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the framework throws when it cannot read a request, in these words; null for what is no fault of the caller.</summary>
    public static InputException? Of(Exception exception) => exception switch
    {
        InputException fault => fault,
        BadHttpRequestException { InnerException: JsonException json } => Of(json),
        BadHttpRequestException bad => new InputException("$", bad.Message, bad.StatusCode, cause: bad),
        _ => null,
    };

    /// <summary>A body that is no JSON of the kind that is asked for.</summary>
    public static InputException Of(JsonException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new InputException(
            exception.Path is { Length: > 2 } path ? path[2..] : "$", "This cannot be read: it has the wrong form, or a character that cannot be stored.", cause: exception);
    }
}
