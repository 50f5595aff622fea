using Platform.ApiGateway.Operations;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Requests;

namespace Platform.ApiGateway.StatusPage;

/// <summary>
/// Maps what the public reads. These routes end the pipeline where routing finds them: no account, limit, database or other service is asked.
/// </summary>
internal static class StatusPageEndpoints
{
    private const string Freshness = "public, max-age=10, stale-while-revalidate=30, stale-if-error=86400";

    private static readonly string[] s_methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps the page, its feeds and its JSON.</summary>
    public static void MapStatusPage(this IEndpointRouteBuilder routes)
    {
        Map(routes, "/status-page", StatusForm.Page);
        Map(routes, "/status-page.json", StatusForm.Json);
        Map(routes, "/status-page/atom.xml", StatusForm.Atom);
        Map(routes, "/status-page/rss.xml", StatusForm.Rss);
    }

    private static void Map(IEndpointRouteBuilder routes, string path, StatusForm form) => routes
        .MapMethods(path, s_methods, (HttpContext context, StatusAnswers answers, OperationsClient operations) => AnswerAsync(context, answers, operations, form))
        .ExcludeFromDescription().AllowAnonymous().ShortCircuit();

    private static Task AnswerAsync(HttpContext context, StatusAnswers answers, OperationsClient operations, StatusForm form)
    {
        if (!operations.IsConfigured && !answers.IsKnown)
        {
            return new ApiProblem(StatusCodes.Status404NotFound, "not_configured", "This installation has no status page.").ExecuteAsync(context);
        }

        var language = PreferredLanguage.Of(context.Request, SpokenLanguages.All) ?? SpokenLanguages.English;
        if (answers.Find(form, language) is not { } answer)
        {
            context.Response.Headers.RetryAfter = "1";
            return ApiProblem.FromStatus(StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
        }

        var headers = context.Response.Headers;
        headers.ETag = answer.ETag;
        headers.CacheControl = Freshness;
        headers.Vary = "Accept-Encoding, Accept-Language";
        headers.ContentLanguage = answer.Language;
        if (form == StatusForm.Page)
        {
            headers.ContentSecurityPolicy = StatusStyle.Policy;
        }

        if (Preconditions.IsKnown(context.Request, answer.ETag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return SendAsync(context, answer);
    }

    private static Task SendAsync(HttpContext context, StatusAnswer answer)
    {
        var isPacked = context.Request.GetTypedHeaders().AcceptEncoding.Any(one => one.Value == "gzip" && one.Quality != 0);
        var body = isPacked ? answer.Packed : answer.Body;
        if (isPacked)
        {
            context.Response.Headers.ContentEncoding = "gzip";
        }

        context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
