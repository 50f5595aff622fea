using System.Diagnostics;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Platform.Frontend.Wording;
using Platform.ServiceDefaults.Requests;

namespace Platform.Frontend.Shell;

/// <summary>
/// What is answered when something is refused or fails: a page to a person who navigates, problem details (RFC 9457) to scripts,
/// players and probes.
/// </summary>
internal static class Refusals
{
    /// <summary>Where the page for errors is.</summary>
    public const string ErrorPath = "/error";

    private const string PageType = "text/html";

    /// <summary>The largest form of a page, in bytes.</summary>
    public const long MaxForm = 256 * 1024;

    private static readonly object s_refusedForm = new();

    /// <summary>Refuses requests to hosts of which no address can be made: every page, that for errors too, begins with its own.</summary>
    public static void UseUsableHosts(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.HasUsableHost())
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return WriteProblemAsync(context);
    });

    public static void UseRefusals(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = ErrorPath,
            CreateScopeForErrors = true,
            StatusCodeSelector = StatusOf,

            // What a caller got wrong is not an error of ours.
            SuppressDiagnosticsCallback = static context => StatusOf(context.Exception) < StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePagesWithReExecute(ErrorPath, createScopeForStatusCodePages: true);
        app.Use(AnswerAsync);
    }

    /// <summary>Forms that cannot be read are refused before anything looks for a token in them.</summary>
    public static void UseReadableForms(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (HttpMethods.IsPost(context.Request.Method) && context.Request.HasFormContentType && context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize <= MaxForm)
        {
            try
            {
                var form = await context.Request.ReadFormAsync(context.RequestAborted);
                if (form.Any(static field => IsReplaced(field.Key) || field.Value.Any(IsReplaced)))
                {
                    throw new InvalidDataException("The form holds bytes that are no text.");
                }
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or NotSupportedException or ArgumentException)
            {
                context.Response.StatusCode = exception is BadHttpRequestException refused ? refused.StatusCode : StatusCodes.Status400BadRequest;
                context.Items[s_refusedForm] = Words.FormUnreadable;
                if (!ShowInstead(context))
                {
                    return;
                }
            }
        }

        await next(context);
    });

    /// <summary>A form whose token does not hold is shown again, not sent: the page was open for too long, or it is another site's.</summary>
    public static void UseStaleForms(this WebApplication app) => app.Use((context, next) =>
    {
        if (HttpMethods.IsPost(context.Request.Method)
            && context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false }
            && context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            if (!ShowInstead(context))
            {
                return Task.CompletedTask;
            }

            context.Items[s_refusedForm] = Words.FormStale;
        }

        return next(context);
    });

    // What is no UTF-8 is read as this character, and would be stored as it.
    private static bool IsReplaced(string? text) => text?.Contains('\uFFFD', StringComparison.Ordinal) == true;

    private static bool ShowInstead(HttpContext context)
    {
        TakeForm(context.Request);
        return WantsPage(context.Request) && context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;
    }

    // What cannot be used is taken away: whoever comes next would fail on it again.
    private static void TakeForm(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            request.Method = HttpMethods.Get;
            request.Body = Stream.Null;
            request.ContentLength = null;
            request.ContentType = null;
        }
    }

    /// <summary>Why the page is shown again in place of taking its form; null where nothing was wrong with it.</summary>
    public static string? RefusedForm(this HttpContext context) => context.Items[s_refusedForm] as string;

    /// <summary>Whether a person navigates to it.</summary>
    public static bool WantsPage(HttpRequest request) =>
        request.Headers["Sec-Fetch-Mode"] is not { Count: > 0 } mode || mode == "navigate" ? request.Headers.Accept.ToString().Contains(PageType, StringComparison.Ordinal) : false;

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null || context.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            // The page for errors is shown now; it is not what the form was sent to.
            TakeForm(context.Request);
        }

        var isPage = WantsPage(context.Request);
        if (!isPage && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            pages.Enabled = false;
        }

        await next(context);
        var response = context.Response;
        if (response.HasStarted || response.StatusCode < StatusCodes.Status400BadRequest || response.ContentLength > 0)
        {
            return;
        }

        // Blazor says a type and nothing of it when it does not know what to do with a form.
        response.ContentType = null;
        if (!isPage)
        {
            await WriteProblemAsync(context);
        }
    }

    /// <summary>Says the status of the answer as problem details.</summary>
    public static Task WriteProblemAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        return TypedResults.Problem(new ProblemDetails
        {
            Type = "about:blank",
            Title = ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Extensions = { ["trace_id"] = Activity.Current?.TraceId.ToString() },
        }).ExecuteAsync(context);
    }

    private static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException refused => refused.StatusCode,
        InvalidDataException => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status500InternalServerError,
    };
}
