using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Platform.ServiceDefaults.Logs;

namespace Platform.ServiceDefaults.LogFiles;

internal static class LogFileExtensions
{
    /// <summary>Adds rolling log files if section <c>Logs</c> names a folder.</summary>
    public static void AddLogFiles(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        if (builder.Configuration["Logs:Folder"] is not { Length: > 0 })
        {
            services.AddSingleton(static _ => new LogArchive(null));
            return;
        }

        services.AddSingleton<RollingLog>();
        services.AddSingleton<ILoggerProvider>(static provider => new LogFileProvider(
            provider.GetRequiredService<RollingLog>(),
            provider.GetServices<ConsoleFormatter>().OfType<JsonLineFormatter>().Single()));
        services.AddSingleton(static provider => new LogArchive(provider.GetRequiredService<RollingLog>()));
    }
}
