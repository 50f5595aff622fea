using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Measures;

namespace Platform.ServiceDefaults.Logs;

internal static class LogExtensions
{
    private const int MaxQueuedLines = 10_000;

    /// <summary>Writes JSON lines to standard output, and raises the minimum level of verbose frameworks.</summary>
    public static void AddJsonLogs(this IHostApplicationBuilder builder)
    {
        // As the first source, so that every other source overrides these defaults.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Default"] = "Information",
                ["Logging:LogLevel:Grpc"] = "Warning",
                ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
                ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Warning",
                ["Logging:LogLevel:Microsoft.Extensions.Http"] = "Warning",
                ["Logging:LogLevel:System.Net.Http"] = "Warning",
                ["Logging:LogLevel:Npgsql"] = "Warning",
                ["Logging:LogLevel:Polly"] = "Warning",
            },
        });

        builder.Services.AddOptions<LogOptions>().BindConfiguration("Logs").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<LogMetrics>();
        builder.Services.AddInstruments<LogSeries>();
        builder.Services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, LogSampling>();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ILoggerProvider, LogCounter>();
        builder.Logging.AddConsole();
        builder.Logging.AddConsoleFormatter<JsonLineFormatter, ConsoleFormatterOptions>();

        // Set here and not in appsettings: the AppHost sets the formatter's name in the environment of its services.
        builder.Services.PostConfigure<ConsoleLoggerOptions>(options =>
        {
            options.FormatterName = JsonLineFormatter.FormatterName;

            // The reader of standard output may stall, which must not block the service.
            options.MaxQueueLength = MaxQueuedLines;
            options.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
    }
}
