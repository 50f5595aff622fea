using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Platform.ServiceDefaults.Connections;
using Platform.ServiceDefaults.Exposition;
using Platform.ServiceDefaults.Identity;
using Platform.ServiceDefaults.Logs;
using Platform.ServiceDefaults.Measures;

namespace Platform.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>
    /// Reads whether metrics and traces are enabled; <c>Telemetry:Enabled</c>, true by default. If not, instruments and sources have no listeners,
    /// cost next to nothing, and <c>/metrics</c> does not exist.
    /// </summary>
    public static bool IsTelemetryEnabled(this IConfiguration configuration) => configuration.GetValue("Telemetry:Enabled", true);

    /// <summary>
    /// Adds metrics for <c>/metrics</c>, and exports traces, logs and metrics over OTLP if <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.
    /// </summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder, ServiceIdentity identity)
    {
        var configuration = builder.Configuration;
        builder.Services.TryAddSingleton<ErrorMetrics>();
        if (!configuration.IsTelemetryEnabled())
        {
            return;
        }

        builder.Services.AddInstruments<ProcessMetrics>();
        builder.Services.AddOptions<MetricsOptions>().BindConfiguration("Metrics").ValidateDataAnnotations()
            .Validate(static options => options.AllowedNetworks.All(network => IPNetwork.TryParse(network, out _)), "Metrics:AllowedNetworks holds networks such as 10.0.0.0/8.")
            .ValidateOnStart();
        builder.Services.AddSingleton<ScrapeGuard>();
        builder.Services.AddSingleton<KestrelConnections>();
        builder.Services.AddInstruments<ConnectionMetrics>();
        builder.Services.AddHostedService<MetricsActivation>();

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, identity, configuration))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(TelemetrySources.Meters).AddBoundedViews().AddPrometheusExporter(options =>
                    options.ResourceConstantLabels = static key => key == "service");
                if (configuration["OTEL_METRICS_EXEMPLAR_FILTER"] is null)
                {
                    metrics.SetExemplarFilter(ExemplarFilterType.TraceBased);
                }
            });

        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 } endpoint)
        {
            return;
        }

        telemetry
            .WithTracing(traces =>
            {
                traces
                    .AddSource(TelemetrySources.Activities)
                    .AddAspNetCoreInstrumentation(options =>
                    {
                        options.Filter = static context => !IsOperational(context.Request.Path);

                        // A query may contain user input and tokens of media hosts.
                        options.EnrichWithHttpRequest = static (activity, _) => activity.SetTag("url.query", null);
                    });
                if (configuration["OTEL_TRACES_SAMPLER"] is null)
                {
                    var ratio = configuration.GetValue("Telemetry:TraceRatio", builder.Environment.IsProduction() ? 0.1 : 1.0);
                    traces.SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(ratio)));
                }
            })
            .WithLogging(
                logs => logs.AddProcessor(new RedactingProcessor()),
                options =>
                {
                    options.IncludeFormattedMessage = true;
                    options.IncludeScopes = true;
                });

        if (configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] is null)
        {
            telemetry.UseOtlpExporter(OtlpExportProtocol.HttpProtobuf, new Uri(endpoint));
        }
        else
        {
            telemetry.UseOtlpExporter();
        }
    }

    private static void Describe(ResourceBuilder resource, ServiceIdentity identity, IConfiguration configuration)
    {
        var isInstanceGiven = configuration["OTEL_RESOURCE_ATTRIBUTES"]?.Contains("service.instance.id=", StringComparison.Ordinal) ?? false;
        resource
            .AddService(identity.Name, serviceNamespace: "platform", serviceVersion: identity.Version, autoGenerateServiceInstanceId: !isInstanceGiven)
            .AddAttributes(
            [
                new("deployment.environment.name", identity.Environment),

                // Every sample has this as a label of the same name.
                new("service", identity.Name),
            ]);
    }

    private static bool IsOperational(PathString path) =>
        path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase);
}
