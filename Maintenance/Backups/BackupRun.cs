using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Platform.Maintenance.Archives;
using Platform.Maintenance.Database;
using Platform.Maintenance.Failures;
using Platform.ObjectStorage;
using Platform.ServiceDefaults.Files;

namespace Platform.Maintenance.Backups;

/// <summary>
/// Takes a backup. The database comes first, and then the objects as they are by then: services store an object before the row that names it, so every
/// object that a row of the snapshot names is there, unless its owner has deleted it since.
/// </summary>
internal sealed class BackupRun(
    IObjectStore objects, PostgresPrograms programs, BackupFolder folder, PrometheusSnapshot prometheus, IOptions<BackupOptions> options, TimeProvider time)
{
    private readonly BackupOptions _options = options.Value;

    /// <summary>Writes an archive, reads it again to verify it, and only then gives it its name.</summary>
    /// <returns>The path and the manifest.</returns>
    /// <exception cref="MaintenanceException">The backup failed; nothing of it is left.</exception>
    public async Task<(string Path, BackupManifest Manifest)> RunAsync(CancellationToken cancellationToken)
    {
        var passphrase = BackupPassphrase.Of(_options);
        var taken = time.GetUtcNow();
        var path = folder.NewPath(taken);
        var partial = path + ".partial";
        try
        {
            await using (var file = PrivateFiles.Open(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous))
            {
                await WriteAsync(file, passphrase, taken, cancellationToken);
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            }

            var manifest = await ArchiveCheck.RunAsync(partial, passphrase, cancellationToken);
            File.Move(partial, path);
            return (path, manifest);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    private async Task WriteAsync(Stream target, string passphrase, DateTimeOffset taken, CancellationToken cancellationToken)
    {
        using var archive = await ArchiveWriter.BeginAsync(target, passphrase, _options.Rounds, cancellationToken);
        string server;
        List<string> roles;
        SortedDictionary<string, long> rows;
        await using (var snapshot = await DatabaseSnapshot.OpenAsync(programs.ConnectionString, cancellationToken))
        {
            server = snapshot.ServerVersion;
            roles = await snapshot.RolesAsync(cancellationToken);
            rows = await snapshot.CountAsync(cancellationToken);
            using var dump = programs.Dump(snapshot.Id);
            await archive.AddAsync(EntryNames.Database, dump.Output, cancellationToken);
            await dump.EndAsync(cancellationToken);
        }

        var (stored, bytes, gone) = await AddObjectsAsync(archive, cancellationToken);
        var files = 0;
        var leftOut = new List<string>();
        foreach (var file in _options.Files)
        {
            if (Path.Exists(file))
            {
                files += await AddFilesAsync(archive, EntryNames.Files + "configuration/", file, cancellationToken);
            }
            else
            {
                leftOut.Add($"{file}: there is no such file");
            }
        }

        var (metrics, reason) = await prometheus.MakeAsync(cancellationToken);
        if (metrics is null)
        {
            leftOut.Add($"metrics of Prometheus: {reason}");
        }
        else
        {
            try
            {
                files += await AddFilesAsync(archive, EntryNames.Files + "prometheus/", metrics, cancellationToken);
            }
            finally
            {
                Directory.Delete(metrics, recursive: true);
            }
        }

        var version = typeof(BackupRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var manifest = new BackupManifest(taken, version, server, roles, rows, stored, bytes, gone, files, leftOut, archive.Digest);
        await using var content = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJson.Default.BackupManifest));
        await archive.AddAsync(EntryNames.Manifest, content, cancellationToken);
        await archive.CompleteAsync(cancellationToken);
    }

    private async Task<(long Count, long Bytes, long Gone)> AddObjectsAsync(ArchiveWriter archive, CancellationToken cancellationToken)
    {
        var (count, bytes, gone) = (0L, 0L, 0L);
        foreach (var root in ObjectKeys.Roots)
        {
            await foreach (var item in objects.ListAsync(root, cancellationToken))
            {
                await using var found = await objects.OpenReadAsync(item.Key, cancellationToken: cancellationToken);
                if (found is null)
                {
                    gone++;
                    continue;
                }

                bytes += await archive.AddAsync(EntryNames.Objects + item.Key, found.Content, cancellationToken);
                count++;
            }
        }

        return (count, bytes, gone);
    }

    private static async Task<int> AddFilesAsync(ArchiveWriter archive, string prefix, string path, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path);
        var above = Path.GetDirectoryName(full)!;
        var files = File.Exists(full) ? [full] : Directory.GetFiles(full, "*", SearchOption.AllDirectories);
        foreach (var file in files)
        {
            await using var content = ArchiveCheck.Open(file);
            await archive.AddAsync(prefix + Path.GetRelativePath(above, file), content, cancellationToken);
        }

        return files.Length;
    }
}
