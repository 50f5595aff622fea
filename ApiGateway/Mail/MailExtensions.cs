using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Measures;

namespace Platform.ApiGateway.Mail;

internal static class MailExtensions
{
    // Three times the maximum delay between attempts.
    private static readonly TimeSpan s_late = TimeSpan.FromMinutes(15);

    /// <summary>Adds the outbox in the database, and the sender.</summary>
    public static IHostApplicationBuilder AddMail(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        var mustVerify = builder.Configuration.GetValue("Accounts:RequireVerifiedEmail", false);
        services.AddOptions<MailOptions>().BindConfiguration("Mail").ValidateDataAnnotations()
            .Validate<IHostEnvironment>(
                (options, environment) => !mustVerify || options.Host is { Length: > 0 } || environment.IsDevelopment(),
                "Accounts:RequireVerifiedEmail needs Mail:Host; otherwise addresses cannot be verified.")
            .ValidateOnStart();
        services.AddSingleton<MailSwitch>().AddSingleton<MailSignal>().AddSingleton<MailLinks>().AddSingleton<MailTransport>();
        services.AddInstruments<MailMetrics>();
        services.AddScoped<MailOutbox>();
        services.AddSingleton<DueMails>().AddSingleton<MailSender>().AddHostedService(provider => provider.GetRequiredService<MailSender>());
        if (builder.Configuration["Mail:Host"] is { Length: > 0 })
        {
            // No probe: external mail servers object to connections that send nothing.
            var timeout = builder.Configuration.GetValue("Mail:Timeout", TimeSpan.FromSeconds(30));
            builder.AddDependency(MailTransport.Dependency, probe: null, HealthStatus.Degraded, options => options.Timeout = timeout);
            builder.AddHealthCheck("mail", static (provider, _) => new(Check(provider.GetRequiredService<MailMetrics>())));
        }

        return builder;
    }

    private static ProbeAnswer Check(MailMetrics metrics) => new(
        string.Create(CultureInfo.InvariantCulture, $"{metrics.Waiting} mails wait"),
        new Dictionary<string, object>(StringComparer.Ordinal) { ["waiting"] = metrics.Waiting, ["oldest_seconds"] = Math.Round(metrics.Oldest.TotalSeconds) },
        metrics.Oldest > s_late || metrics.Waiting >= MailOutbox.MaxWaiting ? HealthStatus.Degraded : HealthStatus.Healthy);
}
