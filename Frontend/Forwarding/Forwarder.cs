using System.Net.Http.Headers;
using Platform.Frontend.Gateway;
using Platform.Frontend.Session;
using Platform.Frontend.Shell;
using Platform.ServiceDefaults.Dependencies;

namespace Platform.Frontend.Forwarding;

/// <summary>
/// Forwards a browser's request to ApiGateway with the token of the session, or of a link to captions, and returns the response, both as streams, so
/// that scripts and media elements of the page need no token and no other origin.
/// </summary>
internal sealed partial class Forwarder(GatewayHttp http, SessionStore sessions, TokenRenewal renewal, ILogger<Forwarder> logger)
{
    /// <summary>Forwards one request and writes the response to the browser.</summary>
    /// <param name="context">The browser's request and its response.</param>
    /// <param name="target">The path and query at ApiGateway.</param>
    /// <param name="passed">The headers to forward.</param>
    /// <param name="rewriteLocation">Converts a URL of ApiGateway to one of this origin.</param>
    public async Task ForwardAsync(HttpContext context, string target, PassedHeaders passed, Func<string, string>? rewriteLocation = null)
    {
        if (sessions.Find(context.User) is not { } session)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        await ForwardAsync(context, target, passed, rewriteLocation, async request =>
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await renewal.GetTokenAsync(session, null, context.RequestAborted)));
    }

    /// <summary>Forwards a request by a link to captions; 401 without one.</summary>
    /// <param name="context">The browser's request and its response.</param>
    /// <param name="target">The path and query at ApiGateway.</param>
    /// <param name="passed">The headers to forward.</param>
    /// <param name="token">The token of the link; null for none.</param>
    public async Task ForwardByLinkAsync(HttpContext context, string target, PassedHeaders passed, string? token)
    {
        if (token is null)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        await ForwardAsync(context, target, passed, rewriteLocation: null, request =>
        {
            request.Headers.Add(LinkedApi.TokenHeader, token);
            return Task.CompletedTask;
        });
    }

    /// <summary>Forwards a request for what everybody may read, without saying who asks.</summary>
    /// <param name="context">The browser's request and its response.</param>
    /// <param name="target">The path at ApiGateway.</param>
    /// <param name="passed">The headers to forward.</param>
    public Task ForwardPublicAsync(HttpContext context, string target, PassedHeaders passed) =>
        ForwardAsync(context, target, passed, rewriteLocation: null, static _ => Task.CompletedTask);

    private async Task ForwardAsync(
        HttpContext context, string target, PassedHeaders passed, Func<string, string>? rewriteLocation, Func<HttpRequestMessage, Task> authorise)
    {
        if (passed.FirstUnfit(context.Request) is { } unfit)
        {
            await TypedResults.Problem($"The header {unfit} may hold visible characters of ASCII only.", statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
            return;
        }

        await using var body = new ClientBody(context.Request.Body);
        using var givenUp = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, body.Broken);
        try
        {
            using var request = MakeRequest(context.Request, body, target, passed);
            await authorise(request);
            using var response = await http.SendAsync(request, givenUp.Token);
            if ((int)response.StatusCode >= StatusCodes.Status400BadRequest && Refusals.WantsPage(context.Request))
            {
                // A person who followed a link gets a page.
                context.Response.StatusCode = (int)response.StatusCode;
                return;
            }

            CopyHead(response, context.Response, passed, rewriteLocation);
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
            }
        }
        catch (SessionEndedException)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }
        catch (Exception exception) when (exception is GatewayUnavailableException or GatewayException && !context.Response.HasStarted)
        {
            // The latter means that the session's tokens could not be renewed now.
            LogUnavailable(exception.Message);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "5";
        }
        catch (Exception) when (body.Failure is not null && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            LogUnreadable(body.Failure.Message);
            context.Response.StatusCode = (body.Failure as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or HttpRequestException)
        {
            // The browser disconnected or the response was interrupted: aborting the connection reports that to the browser.
            context.Abort();
        }
    }

    private static HttpRequestMessage MakeRequest(HttpRequest source, ClientBody body, string target, PassedHeaders passed)
    {
        var request = new HttpRequestMessage(new HttpMethod(source.Method), target);
        if (source.ContentLength is not null || source.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new PassedOnContent(body);
            request.Content.Headers.ContentLength = source.ContentLength;
            if (source.ContentType is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", source.ContentType);
            }

            // Without it a compressed body would be taken for an uncompressed one.
            if (source.Headers.ContentEncoding is { Count: > 0 } encoding)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Encoding", (IEnumerable<string?>)encoding);
            }
        }

        foreach (var name in passed.Request)
        {
            if (source.Headers.TryGetValue(name, out var values))
            {
                request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        return request;
    }

    private static void CopyHead(HttpResponseMessage source, HttpResponse target, PassedHeaders passed, Func<string, string>? rewriteLocation)
    {
        target.StatusCode = (int)source.StatusCode;
        foreach (var name in passed.Response)
        {
            if (source.Headers.TryGetValues(name, out var values) || source.Content.Headers.TryGetValues(name, out values))
            {
                target.Headers[name] = values.ToArray();
            }
        }

        if (rewriteLocation is not null && source.Headers.Location is { } location)
        {
            target.Headers.Location = rewriteLocation(location.OriginalString);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request could not be forwarded: {Reason}")]
    private partial void LogUnavailable(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Body of a request could not be read: {Reason}")]
    private partial void LogUnreadable(string reason);
}
