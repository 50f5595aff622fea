using System.Net;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Elements;

/// <summary>Describes failed calls for users.</summary>
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
        GatewayException => Words.RefusedTitle,
        _ => Words.UnexpectedTitle,
    };

    public static PageText Text(Exception? exception) => exception switch
    {
        GatewayUnavailableException or IOException or HttpRequestException => Words.GatewayAwayText,
        SessionEndedException => Words.SessionEnded,
        GatewayException { IsDegraded: true } degraded => Details(degraded.Problem, Words.DegradedText),
        GatewayException { IsOverQuota: true } full => Details(full.Problem, Words.RefusedText),
        GatewayException { Status: HttpStatusCode.TooManyRequests } limited => TooMany(limited.RetryAfter),
        GatewayException { IsNotFound: true } => Words.NotFoundText,
        GatewayException { Status: HttpStatusCode.Forbidden, Problem: { Detail: null, Errors: null } } => Words.ForbiddenText,
        GatewayException { Status: >= HttpStatusCode.InternalServerError } => Words.UnexpectedText,
        GatewayException refused => Details(refused.Problem, Words.RefusedText),
        _ => Words.UnexpectedText,
    };

    /// <summary>Formats title and text on one line.</summary>
    public static PageText Line(Exception exception)
    {
        var text = Text(exception);
        return exception is GatewayException { Status: HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict }
            ? text
            : text with { Own = text.Own is null ? Title(exception) : $"{Title(exception)} {text.Own}" };
    }

    // For quotas, the API's message names the quota and its size.
    private static PageText Details(Problem problem, string otherwise) => problem switch
    {
        { AllErrors: { } errors } => errors,
        { Code: "quota_exceeded" } => new(ProblemWords.Of(problem.Code), problem.Detail),
        _ => ProblemWords.Of(problem.Code) ?? PageText.InEnglish(problem.Detail) ?? otherwise,
    };

    private static string TooMany(TimeSpan? wait) => wait is { } known
        ? Phrase.Format(Words.TooManyWait, Durations.Words(known))
        : Words.TooManyText;
}
