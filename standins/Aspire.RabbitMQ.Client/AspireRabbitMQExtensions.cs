using Aspire.RabbitMQ.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using RabbitMQ.Client;

namespace Microsoft.Extensions.Hosting;

/// <summary>
/// Connects a service to RabbitMQ. Of the published package only what needs no open connection is here:
/// its <see cref="IConnection"/> singleton and the health check on it block a thread to connect, and nothing asks for them.
/// </summary>
public static class AspireRabbitMQExtensions
{
    private const string SectionName = "Aspire:RabbitMQ:Client";

    /// <summary>Registers <see cref="IConnectionFactory"/> and the trace sources of the client.</summary>
    public static void AddRabbitMQClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<RabbitMQClientSettings>? configureSettings = null,
        Action<ConnectionFactory>? configureConnectionFactory = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);

        var settings = new RabbitMQClientSettings();
        var section = builder.Configuration.GetSection(SectionName);
        var namedSection = section.GetSection(connectionName);
        section.Bind(settings);
        namedSection.Bind(settings);
        settings.ConnectionString = builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);

        builder.Services.AddSingleton<IConnectionFactory>(_ =>
        {
            var factory = new ConnectionFactory();
            section.GetSection("ConnectionFactory").Bind(factory);
            namedSection.GetSection("ConnectionFactory").Bind(factory);
            if (!string.IsNullOrEmpty(settings.ConnectionString))
            {
                factory.Uri = new Uri(settings.ConnectionString);
            }

            configureConnectionFactory?.Invoke(factory);
            return factory;
        });

        if (!settings.DisableTracing)
        {
            builder.Services.ConfigureOpenTelemetryTracerProvider(
                tracing => tracing.AddSource("Aspire.RabbitMQ.Client", "RabbitMQ.Client.*"));
        }
    }
}
