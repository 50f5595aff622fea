using Platform.Frontend.Forwarding;
using Platform.ServiceDefaults.Requests;

namespace Platform.Frontend.Account;

internal static class AccountExtensions
{
    /// <summary>The path on this origin where an account's data are downloaded.</summary>
    public const string ExportPath = "/account/export";

    private static readonly PassedHeaders s_headers = new(["Accept"], ["Content-Type", "Content-Disposition", "Cache-Control", "Retry-After"]);

    public static void AddAccount(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SignInTicket>();
        builder.Services.AddScoped<LanguageChoice>();
    }

    public static void MapAccount(this WebApplication app)
    {
        app.MapGet(
            ExportPath,
            (HttpContext context, Forwarder forwarder) => forwarder.ForwardAsync(context, "/api/v1/auth/export", s_headers)).RequireAuthorization().WithoutDuration();
        app.MapPost(LanguageChoice.Path + "{tag}", (string tag, HttpContext context, LanguageChoice choice) => choice.StoreAsync(tag, context)).RequireAuthorization();
    }
}
