using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Maintenance.Ages;
using Platform.Maintenance.Backups;
using Platform.Maintenance.Cleaning;
using Platform.Maintenance.Commands;
using Platform.Maintenance.Database;
using Platform.Maintenance.Measures;
using Platform.Maintenance.Restores;
using Platform.ObjectStorage;

namespace Platform.Maintenance;

/// <summary>Composes the program.</summary>
internal static class MaintenanceExtensions
{
    /// <summary>
    /// Adds all commands. The file that <c>SettingsFile</c> names has settings for which there are no others; files of <c>Secrets:Folder</c> come
    /// before all, as in the services.
    /// </summary>
    public static IHostApplicationBuilder AddMaintenance(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration["SettingsFile"] is { Length: > 0 } file)
        {
            // In front of the others, which override it.
            var settings = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file), optional: false).Build();
            builder.Configuration.Sources.Insert(0, new ChainedConfigurationSource { Configuration = settings });
        }

        if (builder.Configuration["Secrets:Folder"] is { Length: > 0 } folder)
        {
            builder.Configuration.AddKeyPerFile(Path.GetFullPath(folder), optional: false);
        }

        // What a command has to say is its output.
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddObjectStorage();
        var services = builder.Services;
        services.AddOptions<BackupOptions>().BindConfiguration("Backups").ValidateDataAnnotations();
        services.AddOptions<CleanUpOptions>().BindConfiguration("CleanUp").ValidateDataAnnotations();
        services.AddHttpClient();
        services.AddSingleton<PostgresPrograms>().AddSingleton<BackupFolder>().AddSingleton<PrometheusSnapshot>();
        services.AddSingleton<BackupRun>().AddSingleton<RestoreRun>().AddSingleton<CleanUpRun>();
        services.AddSingleton<CertificateAges>().AddSingleton<MetricFiles>();
        services.AddSingleton<BackupCommands>().AddSingleton<UpkeepCommands>().AddSingleton<CommandLine>();
        return builder;
    }
}
