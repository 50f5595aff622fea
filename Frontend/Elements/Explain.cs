using System.Net;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Elements;

/// <summary>Failures of calls in words for people.</summary>
internal static class Explain
{
    public static string Title(Exception? exception) => exception switch
    {
        GatewayUnavailableException => Words.GatewayAwayTitle,
        GatewayException { IsDegraded: true } => Words.DegradedTitle,
        GatewayException { Status: HttpStatusCode.TooManyRequests } => Words.TooManyTitle,
        GatewayException { IsNotFound: true } => Words.NotFoundTitle,
        GatewayException { Status: HttpStatusCode.Forbidden } => Words.ForbiddenTitle,
        GatewayException refused => refused.Problem.Title ?? Words.RefusedTitle,
        _ => Words.UnexpectedTitle,
    };

    public static string Text(Exception? exception) => exception switch
    {
        GatewayUnavailableException => Words.GatewayAwayText,
        GatewayException { IsDegraded: true } degraded => degraded.Problem.Detail ?? Words.DegradedText,
        GatewayException { Status: HttpStatusCode.TooManyRequests } limited => TooMany(limited.RetryAfter),
        GatewayException { IsNotFound: true } => Words.NotFoundText,
        GatewayException refused => Details(refused.Problem),
        _ => Words.UnexpectedText,
    };

    /// <summary>Title and text in one line.</summary>
    public static string Line(Exception exception) => exception is GatewayException { Status: HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict }
        ? Text(exception)
        : $"{Title(exception)} {Text(exception)}";

    private static string Details(Problem problem)
    {
        if (problem.Errors is { Count: > 0 } errors)
        {
            return string.Join(' ', errors.SelectMany(error => error.Value));
        }

        return problem.Detail ?? problem.Title ?? Words.RefusedText;
    }

    private static string TooMany(TimeSpan? wait) => wait is { } known
        ? Phrase.Format(Words.TooManyWait, Durations.Words(known))
        : Words.TooManyText;
}
