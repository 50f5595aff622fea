using Microsoft.Extensions.Logging;
using Polly.Telemetry;

namespace Polly;

/// <summary>Adds logs and metrics to a pipeline.</summary>
public static class TelemetryResiliencePipelineBuilderExtensions
{
    /// <summary>Logs to <paramref name="loggerFactory"/> and records metrics.</summary>
    public static TBuilder ConfigureTelemetry<TBuilder>(this TBuilder builder, ILoggerFactory loggerFactory)
        where TBuilder : ResiliencePipelineBuilderBase
        => builder.ConfigureTelemetry(new TelemetryOptions { LoggerFactory = loggerFactory });

    /// <summary>Logs and records metrics as the options say.</summary>
    public static TBuilder ConfigureTelemetry<TBuilder>(this TBuilder builder, TelemetryOptions options)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.TelemetryListener = new PipelineTelemetry(options);
        return builder;
    }
}
