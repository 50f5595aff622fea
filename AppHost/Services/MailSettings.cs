namespace Platform.AppHost.Services;

internal static class MailSettings
{
    private static readonly string[] s_keys = ["Host", "Port", "Security", "User", "From", "PageAddress", "Timeout"];

    /// <summary>Passes the mail settings of this host to the replicas of a service; links in mails lead to the page unless a setting names another address.</summary>
    public static void WithMail(this IReadOnlyList<IResourceBuilder<ProjectResource>> replicas, IResourceBuilder<ProjectResource> page)
    {
        var builder = page.ApplicationBuilder;
        var settings = builder.Configuration.GetSection("Mail");
        var password = settings["User"] is { Length: > 0 } ? builder.AddParameter("mail-password", () => settings["Password"] ?? "", secret: true) : null;
        foreach (var service in replicas)
        {
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

            if (password is not null)
            {
                service.WithEnvironment("Mail__Password", password);
            }

            if (builder.Configuration["Accounts:RequireVerifiedEmail"] is { Length: > 0 } isRequired)
            {
                service.WithEnvironment("Accounts__RequireVerifiedEmail", isRequired);
            }
        }
    }
}
