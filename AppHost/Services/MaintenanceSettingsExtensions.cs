using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Platform.ServiceDefaults.Files;

namespace Platform.AppHost.Services;

internal static class MaintenanceSettingsExtensions
{
    /// <summary>
    /// Writes to <c>maintenance.json</c> of the data folder, which its owner can read only, where the database and the objects of this platform are. By
    /// it <c>make backup</c> and the like find them: ports differ with each start.
    /// </summary>
    /// <param name="migrations">A resource that starts when the database answers.</param>
    /// <param name="platform">The database.</param>
    /// <param name="localFolder">The data folder.</param>
    public static IResourceBuilder<ProjectResource> WithMaintenanceSettings(
        this IResourceBuilder<ProjectResource> migrations, IResourceBuilder<PostgresDatabaseResource> platform, string localFolder)
    {
        if (!migrations.ApplicationBuilder.ExecutionContext.IsRunMode)
        {
            return migrations;
        }

        var configuration = migrations.ApplicationBuilder.Configuration;
        return migrations.WithEnvironment(async context =>
        {
            var settings = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings:platform"] = (await platform.Resource.ConnectionStringExpression.GetValueAsync(context.CancellationToken))!,
                ["Storage:Provider"] = configuration.GetValue("Storage:Provider", "local"),
                ["Storage:Local:Root"] = configuration.GetValue("Storage:Local:Root", Path.Combine(localFolder, "storage")),
                ["Backups:Folder"] = Path.Combine(localFolder, "backups"),
                ["Backups:Files:0"] = Path.Combine(localFolder, "secrets.json"),
                ["MetricFiles:Folder"] = Path.Combine(localFolder, "monitoring", "figures"),
                ["CleanUp:Logs:0"] = Path.Combine(localFolder, "logs"),
                ["CleanUp:Temporary:0"] = Path.Combine(localFolder, "test-results"),
                ["CleanUp:Temporary:1"] = Path.Combine(localFolder, "fuzz"),
            };
            var path = Path.Combine(localFolder, "maintenance.json");
            await using (var file = PrivateFiles.Open(path + ".new", FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.Asynchronous))
            {
                await JsonSerializer.SerializeAsync(file, settings, cancellationToken: context.CancellationToken);
            }

            File.Move(path + ".new", path, overwrite: true);
        });
    }
}
