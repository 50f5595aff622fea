using System.Text.Json;
using Platform.Maintenance.Archives;

namespace Platform.Maintenance.Backups;

/// <summary>Reads an archive from its start to its end, and compares it with its manifest.</summary>
internal static class ArchiveCheck
{
    /// <summary>Opens the file of an archive.</summary>
    public static FileStream Open(string path) =>
        new(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read, BufferSize = 1 << 20, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });

    /// <summary>Checks an archive.</summary>
    /// <returns>The manifest.</returns>
    /// <exception cref="InvalidDataException">The archive is not as it was written, or the passphrase is another.</exception>
    public static async Task<BackupManifest> RunAsync(string path, string passphrase, CancellationToken cancellationToken)
    {
        await using var file = Open(path);
        return await RunAsync(file, passphrase, cancellationToken);
    }

    /// <summary>Checks the archive in a stream.</summary>
    internal static async Task<BackupManifest> RunAsync(Stream source, string passphrase, CancellationToken cancellationToken)
    {
        using var archive = await ArchiveReader.OpenAsync(source, passphrase, cancellationToken);
        BackupManifest? manifest = null;
        var objects = 0L;
        var files = 0;
        var hasDatabase = false;
        var digest = "";
        while (await archive.NextAsync(cancellationToken) is { } entry)
        {
            if (manifest is not null)
            {
                throw new InvalidDataException("The archive goes on after its manifest.");
            }

            if (entry.Name == EntryNames.Manifest)
            {
                digest = archive.Digest;
                manifest = await ReadManifestAsync(entry, cancellationToken);
            }

            hasDatabase |= entry.Name == EntryNames.Database;
            objects += entry.Name.StartsWith(EntryNames.Objects, StringComparison.Ordinal) ? 1 : 0;
            files += entry.Name.StartsWith(EntryNames.Files, StringComparison.Ordinal) ? 1 : 0;
        }

        return manifest is not null && hasDatabase && objects == manifest.Objects && files == manifest.Files && digest == manifest.Digest
            ? manifest
            : throw new InvalidDataException("The archive does not contain what its manifest says.");
    }

    private static async Task<BackupManifest> ReadManifestAsync(Stream entry, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(entry, BackupJson.Default.BackupManifest, cancellationToken)
                ?? throw new InvalidDataException("The archive's manifest is empty.");
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException("The archive's manifest is of another version.", problem);
        }
    }
}
