using System.Globalization;
using Platform.Maintenance.Backups;

namespace Platform.Maintenance.Commands;

/// <summary>Tells a person what is in an archive.</summary>
internal static class ManifestText
{
    /// <summary>Describes an archive in some lines.</summary>
    public static string Of(string path, BackupManifest manifest)
    {
        string[] lines =
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: {new FileInfo(path).Length} bytes, verified; taken {manifest.Taken:yyyy-MM-dd HH:mm:ss}Z by version {manifest.Version} of PostgreSQL {manifest.Server}"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {manifest.Rows.Values.Sum()} rows of {manifest.Rows.Count} tables, {manifest.Objects} objects of {manifest.ObjectBytes} bytes, {manifest.Files} files; {manifest.Gone} objects were deleted meanwhile"),
            .. manifest.LeftOut.Select(part => $"  Left out: {part}"),
        ];
        return string.Join('\n', lines);
    }
}
