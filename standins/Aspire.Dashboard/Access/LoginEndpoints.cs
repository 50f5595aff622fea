using Aspire.Dashboard.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aspire.Dashboard.Access;

/// <summary>Signing in, by the printed address or by typing the token, and out.</summary>
internal static class LoginEndpoints
{
    public static void MapLogin(this IEndpointRouteBuilder routes, BrowserSession session, PageFiles files)
    {
        routes.MapGet("/login", context => OpenAsync(context, session, files));
        routes.MapPost("/login", context => TypeAsync(context, session, files));
        routes.MapPost("/logout", context =>
        {
            BrowserSession.SignOut(context);
            context.Response.Redirect("/login");
            return Task.CompletedTask;
        });
    }

    private static Task OpenAsync(HttpContext context, BrowserSession session, PageFiles files)
    {
        var token = context.Request.Query["t"].ToString();
        if (token.Length > 0)
        {
            return FinishAsync(context, session, files, token, context.Request.Query["returnUrl"]);
        }

        return session.IsSignedIn(context.Request) ? Redirect(context, context.Request.Query["returnUrl"]) : files.WriteLoginAsync(context, StatusCodes.Status200OK);
    }

    private static async Task TypeAsync(HttpContext context, BrowserSession session, PageFiles files)
    {
        if (!context.Request.HasFormContentType)
        {
            await Results.Problem("A form with the field 't'.", statusCode: StatusCodes.Status415UnsupportedMediaType).ExecuteAsync(context);
            return;
        }

        try
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            await FinishAsync(context, session, files, form["t"].ToString().Trim(), context.Request.Query["returnUrl"]);
        }
        catch (Exception failure) when (failure is InvalidDataException or BadHttpRequestException)
        {
            await Results.Problem("The form cannot be read.", statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
        }
    }

    private static Task FinishAsync(HttpContext context, BrowserSession session, PageFiles files, string token, string? returnUrl) =>
        session.TrySignIn(context, token) ? Redirect(context, returnUrl) : files.WriteLoginAsync(context, StatusCodes.Status401Unauthorized);

    // Only to a page of our own.
    private static Task Redirect(HttpContext context, string? returnUrl)
    {
        var isOwn = returnUrl is { Length: > 0 } && returnUrl[0] == '/' && !returnUrl.StartsWith("//", StringComparison.Ordinal)
            && !returnUrl.Contains('\\', StringComparison.Ordinal) && !returnUrl.Any(char.IsControl);
        context.Response.Redirect(isOwn ? returnUrl! : "/");
        return Task.CompletedTask;
    }
}
