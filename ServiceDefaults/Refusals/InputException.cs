using Microsoft.AspNetCore.Http;

namespace Platform.ServiceDefaults.Refusals;

/// <summary>
/// Thrown when the input of a caller cannot be read, used or stored. Ends the request with a status of 400 to 499 and a description of the problem.
/// </summary>
/// <remarks>
/// Thrown only where a caller's data are read (<see cref="Demand"/>) or passed to the database (<see cref="CallerData"/>). An exception of .NET or
/// PostgreSQL anywhere else is an error of this service.
/// </remarks>
/// <param name="field">The part of the request that is wrong: a dotted path, or <c>$</c> for the whole body; null if no part is.</param>
/// <param name="detail">A description of the problem.</param>
/// <param name="status">The status, 400 to 499.</param>
/// <param name="code">A stable error code in snake_case.</param>
/// <param name="cause">The underlying exception.</param>
public sealed class InputException(string? field, string detail, int status = StatusCodes.Status400BadRequest, string code = "malformed", Exception? cause = null)
    : Exception(field is null ? detail : $"{field}: {detail}", cause)
{
    /// <summary>Gets the part of the request that is wrong: a dotted path, or <c>$</c> for the whole body; null if no part is.</summary>
    public string? Field { get; } = field;

    /// <summary>Gets the description of the problem.</summary>
    public string Detail { get; } = detail;

    /// <summary>Gets the status, 400 to 499.</summary>
    public int Status { get; } = status;

    /// <summary>Gets the stable error code in snake_case.</summary>
    public string Code { get; } = code;

    /// <summary>Gets the time after which a retry may succeed; null if a retry would not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Converts an exception that the framework throws for an unreadable request; null for any other exception.</summary>
    public static InputException? Of(Exception exception) => exception switch
    {
        InputException fault => fault,
        BadHttpRequestException bad => new InputException("$", bad.Message, bad.StatusCode, cause: bad),
        _ => null,
    };
}
