using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Platform.Frontend.Gateway;
using Platform.ServiceDefaults.Measures;

namespace Platform.Frontend.Session;

internal static class SessionExtensions
{
    public const string SignInPath = "/sign-in";
    public const string NotAllowedPath = "/not-allowed";
    public const string ReturnUrl = "returnUrl";
    private const long MaxForm = 64 * 1024;

    public static void AddSessions(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<SessionStore>();
        services.AddInstruments<CacheMetrics>();
        services.AddSingleton<TokenRenewal>();
        services.AddScoped<SignIns>();
        services.AddScoped<CurrentSession>();
        services.AddScoped<ICaller>(provider => provider.GetRequiredService<CurrentSession>());
        services.AddSingleton<SessionCookie>();
        var protection = services.AddDataProtection().SetApplicationName("platform-frontend");
        if (builder.Configuration["Sessions:KeysFolder"] is { Length: > 0 } folder)
        {
            // Replicas share it, so that each can read the cookies that another one wrote, and it outlives them.
            protection.PersistKeysToFileSystem(new DirectoryInfo(folder));
        }

        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
        {
            options.Cookie.Name = "platform-session";
            options.Cookie.HttpOnly = true;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.ExpireTimeSpan = TimeSpan.FromDays(14);
            options.SlidingExpiration = true;
            options.LoginPath = SignInPath;
            options.AccessDeniedPath = NotAllowedPath;
            options.ReturnUrlParameter = ReturnUrl;
            options.EventsType = typeof(SessionCookie);
        });
        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "platform-antiforgery";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.Cookie.SameSite = SameSiteMode.Strict;
        });
    }

    public static void MapSessions(this WebApplication app)
    {
        // Requested by the page after tokens were renewed inside its circuit: any response sets the new cookie.
        app.MapGet("/session", () => TypedResults.NoContent()).RequireAuthorization();

        app.MapPost("/sign-out", async (HttpContext context, SignIns signIns, IAntiforgery antiforgery) =>
        {
            if (!context.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(context))
            {
                return Results.BadRequest();
            }

            await signIns.SignOutAsync(context);
            return Results.LocalRedirect("~" + SignInPath);
        }).WithMetadata(new RequestSizeLimitAttribute(MaxForm));
    }
}
