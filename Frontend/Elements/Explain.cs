using System.Net;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Elements;

/// <summary>Failures of calls in words for people.</summary>
internal static class Explain
{
    public static string Title(Exception? exception) => exception switch
    {
        GatewayUnavailableException or IOException or HttpRequestException => Words.GatewayAwayTitle,
        SessionEndedException => Words.SessionEndedTitle,
        GatewayException { IsDegraded: true } => Words.DegradedTitle,
        GatewayException { IsOverQuota: true } => Words.RefusedTitle,
        GatewayException { Status: HttpStatusCode.TooManyRequests } => Words.TooManyTitle,
        GatewayException { IsNotFound: true } => Words.NotFoundTitle,
        GatewayException { Status: HttpStatusCode.Forbidden } => Words.ForbiddenTitle,
        GatewayException { Status: >= HttpStatusCode.InternalServerError } => Words.UnexpectedTitle,
        GatewayException refused => Bidi.Balance(refused.Problem.Title ?? Words.RefusedTitle),
        _ => Words.UnexpectedTitle,
    };

    public static string Text(Exception? exception) => exception switch
    {
        GatewayUnavailableException or IOException or HttpRequestException => Words.GatewayAwayText,
        SessionEndedException => Words.SessionEnded,
        GatewayException { IsDegraded: true } degraded => degraded.Problem.Detail ?? Words.DegradedText,
        GatewayException { IsOverQuota: true } full => Details(full.Problem),
        GatewayException { Status: HttpStatusCode.TooManyRequests } limited => TooMany(limited.RetryAfter),
        GatewayException { IsNotFound: true } => Words.NotFoundText,
        GatewayException { Status: HttpStatusCode.Forbidden, Problem: { Detail: null, Errors: null } } => Words.ForbiddenText,
        GatewayException { Status: >= HttpStatusCode.InternalServerError } => Words.UnexpectedText,
        GatewayException refused => Details(refused.Problem),
        _ => Words.UnexpectedText,
    };

    /// <summary>Title and text in one line.</summary>
    public static string Line(Exception exception) => exception is GatewayException { Status: HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict }
        ? Text(exception)
        : $"{Title(exception)} {Text(exception)}";

    // What was refused may be quoted.
    private static string Details(Problem problem) => Bidi.Balance(problem.Errors is { Count: > 0 } errors
        ? string.Join(' ', errors.SelectMany(error => error.Value))
        : problem.Detail ?? problem.Title ?? Words.RefusedText);

    private static string TooMany(TimeSpan? wait) => wait is { } known
        ? Phrase.Format(Words.TooManyWait, Durations.Words(known))
        : Words.TooManyText;
}
