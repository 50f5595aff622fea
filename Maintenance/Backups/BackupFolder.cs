using System.Globalization;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Files;

namespace Platform.Maintenance.Backups;

/// <summary>Names, lists and deletes archives, whose names have the moment of their backup.</summary>
internal sealed class BackupFolder(IOptions<BackupOptions> options)
{
    private const string Begin = "platform-";
    private const string End = ".backup";
    private const string Form = "yyyyMMdd'T'HHmmss'Z'";

    private readonly BackupOptions _options = options.Value;

    /// <summary>Returns the path of an archive that is about to be written.</summary>
    public string NewPath(DateTimeOffset taken) => Path.Combine(
        PrivateFiles.CreateFolder(_options.Folder), Begin + taken.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture) + End);

    /// <summary>Lists the archives, the newest first. Files of other names are nobody's business.</summary>
    public IReadOnlyList<(string Path, DateTimeOffset Taken)> List() => !Directory.Exists(_options.Folder)
        ? []
        : [
            .. Directory.EnumerateFiles(_options.Folder, $"{Begin}*{End}")
                .Select(path => (Path: path, Taken: TakenOf(Path.GetFileName(path))))
                .Where(archive => archive.Taken is not null)
                .Select(archive => (archive.Path, archive.Taken!.Value))
                .OrderByDescending(archive => archive.Value),
        ];

    /// <summary>
    /// Deletes archives that are older than <see cref="BackupOptions.KeepFor"/>, but never the newest <see cref="BackupOptions.Keep"/>.
    /// </summary>
    /// <returns>The paths of the deleted archives.</returns>
    public IReadOnlyList<string> Prune(DateTimeOffset now)
    {
        List<string> deleted = [.. List().Skip(_options.Keep).Where(archive => archive.Taken < now - _options.KeepFor).Select(archive => archive.Path)];
        foreach (var path in deleted)
        {
            File.Delete(path);
        }

        return deleted;
    }

    private static DateTimeOffset? TakenOf(string name) => DateTimeOffset.TryParseExact(
        name[Begin.Length..^End.Length], Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var taken) ? taken : null;
}
