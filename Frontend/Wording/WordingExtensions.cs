using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Components.Web;

namespace Platform.Frontend.Wording;

internal static class WordingExtensions
{
    public static void AddWording(this IServiceCollection services)
    {
        services.AddRequestLocalization(options =>
        {
            options.DefaultRequestCulture = new(PageLanguage.English.Formats, PageLanguage.English.Texts);
            options.SupportedCultures = [.. PageLanguage.All.Select(language => language.Formats)];
            options.SupportedUICultures = [.. PageLanguage.All.Select(language => language.Texts)];
            options.RequestCultureProviders = [new VisitorLanguage()];
        });
        services.AddScoped<SpokenLanguage>();
        services.AddRazorComponents().RegisterPersistentService<SpokenLanguage>(RenderMode.InteractiveServer);
        services.AddScoped<CircuitHandler, CircuitLanguage>();
        services.AddScoped<AuthenticationStateProvider, SpokenAuthenticationState>();
    }

    /// <summary>Applies the visitor's language to the following middleware; a circuit continues in the language of its page.</summary>
    public static void UseWording(this WebApplication app) => app.UseRequestLocalization();
}
