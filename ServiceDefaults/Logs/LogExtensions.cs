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
    private const int LongestQueue = 10_000;

    /// <summary>JSON lines on standard output, quiet frameworks.</summary>
    public static void AddJsonLogs(this IHostApplicationBuilder builder)
    {
        // Below every other source, so that settings win over these.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Default"] = "Information",
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

        // Here and not in settings: the host that runs the services sets the formatter's name in their environment.
        builder.Services.PostConfigure<ConsoleLoggerOptions>(options =>
        {
            options.FormatterName = JsonLineFormatter.FormatterName;

            // Whoever reads standard output may stall; the service must not.
            options.MaxQueueLength = LongestQueue;
            options.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
    }
}
