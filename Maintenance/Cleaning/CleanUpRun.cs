using Microsoft.Extensions.Options;
using Platform.Maintenance.Backups;

namespace Platform.Maintenance.Cleaning;

/// <summary>
/// Deletes files that are old: logs of services that run no more, temporary files, and archives that were never finished. Links are not followed, and
/// folders of others are left alone. What is in the database and in the object storage is cleaned up by the services, by rules of their own.
/// </summary>
internal sealed class CleanUpRun(IOptions<CleanUpOptions> options, IOptions<BackupOptions> backups, TimeProvider time)
{
    private static readonly TimeSpan s_unfinishedAfter = TimeSpan.FromDays(1);

    private static readonly EnumerationOptions s_everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };

    /// <summary>Cleans up.</summary>
    /// <param name="isLook">Whether nothing is deleted.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <returns>What was freed, or would be.</returns>
    public IReadOnlyList<FreedSpace> Run(bool isLook, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        return
        [
            .. settings.Logs.Select(folder => Clean("logs", folder, "*", settings.LogsAfter, isLook, cancellationToken)),
            .. settings.Temporary.Select(folder => Clean("temporary", folder, "*", settings.TemporaryAfter, isLook, cancellationToken)),
            Clean("backups", backups.Value.Folder, "*.backup.partial", s_unfinishedAfter, isLook, cancellationToken),
        ];
    }

    private FreedSpace Clean(string kind, string folder, string pattern, TimeSpan after, bool isLook, CancellationToken cancellationToken)
    {
        var (files, bytes) = (0L, 0L);
        var before = (time.GetUtcNow() - after).UtcDateTime;
        foreach (var file in Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles(pattern, s_everything) : [])
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (file.LastWriteTimeUtc >= before)
                {
                    continue;
                }

                var length = file.Length;
                if (!isLook)
                {
                    file.Delete();
                }

                files++;
                bytes += length;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // It is gone already, or somebody else's.
            }
        }

        return new FreedSpace(kind, folder, files, bytes);
    }
}
