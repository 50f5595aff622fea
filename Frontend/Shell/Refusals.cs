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
/// Formats the responses to refused and failed requests: a page for people who navigate, problem details (RFC 9457) for scripts, players and probes.
/// </summary>
internal static class Refusals
{
    /// <summary>The path of the error page.</summary>
    public const string ErrorPath = "/error";

    private const string PageType = "text/html";

    /// <summary>The maximum size of a form in bytes.</summary>
    public const long MaxForm = 256 * 1024;

    private static readonly object s_refusedForm = new();

    /// <summary>Refuses requests with a host that cannot be part of a URL: every page, including the error page, starts with its own URL.</summary>
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

            // Client errors are not logged as errors of this service.
            SuppressDiagnosticsCallback = static context => StatusOf(context.Exception) < StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePagesWithReExecute(ErrorPath, createScopeForStatusCodePages: true);
        app.Use(AnswerAsync);
    }

    /// <summary>Refuses unreadable forms, before the antiforgery token is read from them.</summary>
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

    /// <summary>
    /// Shows a form with an invalid antiforgery token again without submitting it: the page was open for too long, or belongs to another site.
    /// </summary>
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

    // Invalid UTF-8 is decoded to this character, and would be stored as it.
    private static bool IsReplaced(string? text) => text?.Contains('\uFFFD', StringComparison.Ordinal) == true;

    private static bool ShowInstead(HttpContext context)
    {
        TakeForm(context.Request);
        return WantsPage(context.Request) && context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;
    }

    // An unusable form is removed, because the next component would fail on it again.
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

    /// <summary>Gets the reason for which the form of this request was refused, and its page is shown again; null if it was accepted.</summary>
    public static string? RefusedForm(this HttpContext context) => context.Items[s_refusedForm] as string;

    /// <summary>Determines whether a request expects a page, as a person's navigation does, and not data.</summary>
    public static bool WantsPage(HttpRequest request) =>
        request.Headers["Sec-Fetch-Mode"] is not { Count: > 0 } mode || mode == "navigate" ? request.Headers.Accept.ToString().Contains(PageType, StringComparison.Ordinal) : false;

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null || context.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            // The error page is shown now, which is not the target of the form.
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

        // Blazor sets a content type without a body if it cannot process a form.
        response.ContentType = null;
        if (!isPage)
        {
            await WriteProblemAsync(context);
        }
    }

    /// <summary>Writes the status of the response as problem details.</summary>
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
