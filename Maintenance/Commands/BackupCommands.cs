using System.Globalization;
using Microsoft.Extensions.Options;
using Platform.Maintenance.Backups;
using Platform.Maintenance.Failures;
using Platform.Maintenance.Measures;

namespace Platform.Maintenance.Commands;

/// <summary>Takes, verifies and lists backups.</summary>
internal sealed class BackupCommands(BackupRun backups, BackupFolder folder, MetricFiles metrics, IOptions<BackupOptions> options, TimeProvider time)
{
    /// <summary>Takes a backup and deletes old ones. Whether it succeeded is measured in either case.</summary>
    public async Task BackUpAsync(CancellationToken cancellationToken)
    {
        var isDone = false;
        try
        {
            var (path, manifest) = await backups.RunAsync(cancellationToken);
            await Console.Out.WriteLineAsync(ManifestText.Of(path, manifest));
            foreach (var old in folder.Prune(time.GetUtcNow()))
            {
                await Console.Out.WriteLineAsync($"Deleted the old archive {old}");
            }

            isDone = true;
        }
        finally
        {
            await metrics.WriteAsync("backup", Samples(isDone), CancellationToken.None);
        }
    }

    /// <summary>Verifies an archive.</summary>
    /// <param name="path">The archive; null for the newest.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task VerifyAsync(string? path, CancellationToken cancellationToken)
    {
        path ??= folder.List() is [var newest, ..] ? newest.Path : throw new MaintenanceException($"There is no archive in {options.Value.Folder}.");
        var manifest = await ArchiveCheck.RunAsync(path, BackupPassphrase.Of(options.Value), cancellationToken);
        await Console.Out.WriteLineAsync(ManifestText.Of(path, manifest));
    }

    /// <summary>Lists the archives.</summary>
    public async Task ListAsync()
    {
        foreach (var (path, taken) in folder.List())
        {
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{path}  {taken:yyyy-MM-dd HH:mm:ss}Z  {new FileInfo(path).Length} bytes"));
        }
    }

    private IEnumerable<MetricSample> Samples(bool isDone)
    {
        yield return new("maintenance_backup_succeeded", isDone ? 1 : 0);
        if (folder.List() is [var newest, ..])
        {
            yield return new("maintenance_backup_taken_timestamp_seconds", newest.Taken.ToUnixTimeSeconds());
            yield return new("maintenance_backup_size_bytes", new FileInfo(newest.Path).Length);
        }
    }
}
