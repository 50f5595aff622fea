
namespace Platform.AppHost.Services;

internal static class MailSettingsExtensions
{
    private static readonly string[] s_keys = ["Host", "Port", "Security", "User", "From", "PageAddress", "Timeout"];

    /// <summary>Passes the mail settings of this host to a service; links in mails lead to the page unless a setting names another address.</summary>
    public static IResourceBuilder<ProjectResource> WithMail(this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource> page)
    {
        var builder = service.ApplicationBuilder;
        var settings = builder.Configuration.GetSection("Mail");
        if (builder.ExecutionContext.IsRunMode)
        {
            service.WithEnvironment("Mail__PageAddress", page.GetEndpoint("http"));
        }

        foreach (var key in s_keys)
        {
            if (settings[key] is { Length: > 0 } value)
            {
                service.WithEnvironment("Mail__" + key, value);
            }
        }

        if (settings["User"] is { Length: > 0 })
        {
            service.WithEnvironment("Mail__Password", builder.AddParameter("mail-password", () => settings["Password"] ?? "", secret: true));
        }

        return builder.Configuration["Accounts:RequireVerifiedEmail"] is { Length: > 0 } isRequired
            ? service.WithEnvironment("Accounts__RequireVerifiedEmail", isRequired)
            : service;
    }
}
