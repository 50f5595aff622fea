using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Maintenance.Archives;
using Platform.Maintenance.Backups;
using Platform.Maintenance.Database;
using Platform.Maintenance.Failures;
using Platform.ObjectStorage;
using Platform.ServiceDefaults.Files;

namespace Platform.Maintenance.Restores;

/// <summary>
/// Restores a backup. The whole archive is checked before anything is written. Objects come first and the database last, in one transaction: no row ever
/// names an object that is not there yet, and a restore that is broken off leaves a database as it was.
/// </summary>
internal sealed class RestoreRun(IObjectStore objects, PostgresPrograms programs, IOptions<BackupOptions> options, TimeProvider time)
{
    /// <summary>Restores an archive.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="replaces">Whether what is in the database now is given up.</param>
    /// <param name="cancellationToken">Cancels the restore.</param>
    /// <returns>The manifest, and the folder into which files of configuration and metrics were written; null for none.</returns>
    /// <exception cref="InvalidDataException">The archive is not as it was written, or the passphrase is another. Nothing was written.</exception>
    /// <exception cref="MaintenanceException">The restore was refused, or failed.</exception>
    public async Task<(BackupManifest Manifest, string? Files)> RunAsync(string path, bool replaces, CancellationToken cancellationToken)
    {
        var passphrase = BackupPassphrase.Of(options.Value);
        var manifest = await ArchiveCheck.RunAsync(path, passphrase, cancellationToken);
        await using var connection = await Catalogue.OpenAsync(programs.ConnectionString, cancellationToken);
        if (!replaces)
        {
            await RefuseUnlessEmptyAsync(connection, cancellationToken);
        }

        await AddRolesAsync(connection, manifest.Roles, cancellationToken);
        var files = path + ".files";
        await WriteObjectsAsync(path, passphrase, files, cancellationToken);
        await ReplaceDatabaseAsync(connection, path, passphrase, replaces, cancellationToken);
        await CompareAsync(connection, manifest, cancellationToken);
        return (manifest, manifest.Files > 0 ? files : null);
    }

    private async Task RefuseUnlessEmptyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var tables = await Catalogue.TablesAsync(connection, cancellationToken);
        if (tables.Count > 0)
        {
            throw new MaintenanceException($"The database has {tables.Count} tables already: the word 'replace' after the archive gives up what is in them.");
        }

        foreach (var root in ObjectKeys.Roots)
        {
            await foreach (var item in objects.ListAsync(root, cancellationToken))
            {
                throw new MaintenanceException($"The object storage is not empty ({item.Key}): the word 'replace' after the archive adds to it.");
            }
        }
    }

    private static async Task AddRolesAsync(NpgsqlConnection connection, IReadOnlyList<string> roles, CancellationToken cancellationToken)
    {
        var there = await Catalogue.ListAsync(connection, "SELECT rolname FROM pg_roles", cancellationToken);
        foreach (var role in roles.Except(there).Select(Catalogue.Quote))
        {
            await Catalogue.ExecuteAsync(connection, $"CREATE ROLE {role} NOLOGIN; GRANT {role} TO CURRENT_USER", cancellationToken);
        }
    }

    private async Task WriteObjectsAsync(string path, string passphrase, string folder, CancellationToken cancellationToken)
    {
        await using var file = ArchiveCheck.Open(path);
        using var archive = await ArchiveReader.OpenAsync(file, passphrase, cancellationToken);
        while (await archive.NextAsync(cancellationToken) is { } entry)
        {
            if (entry.Name.StartsWith(EntryNames.Objects, StringComparison.Ordinal))
            {
                await objects.PutAsync(entry.Name[EntryNames.Objects.Length..], entry, cancellationToken: cancellationToken);
            }
            else if (entry.Name.StartsWith(EntryNames.Files, StringComparison.Ordinal))
            {
                await WriteFileAsync(entry, PathIn(folder, entry.Name[EntryNames.Files.Length..]), cancellationToken);
            }
        }
    }

    private static async Task WriteFileAsync(Stream content, string path, CancellationToken cancellationToken)
    {
        PrivateFiles.CreateFolder(Path.GetDirectoryName(path)!);
        await using var file = PrivateFiles.Open(path, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.Asynchronous);
        await content.CopyToAsync(file, cancellationToken);
    }

    private static string PathIn(string folder, string name)
    {
        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        var path = Path.GetFullPath(Path.Combine(root, name));
        return path.StartsWith(root, StringComparison.Ordinal) ? path : throw new InvalidDataException($"The archive has a file outside of its folder: {name}");
    }

    private async Task ReplaceDatabaseAsync(NpgsqlConnection connection, string path, string passphrase, bool replaces, CancellationToken cancellationToken)
    {
        // Put aside instead of deleted: should the dump not fit this server, all is as before.
        var mark = "_before_" + time.GetUtcNow().UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        var schemas = replaces
            ? await Catalogue.ListAsync(
                connection,
                "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public') ORDER BY 1",
                cancellationToken)
            : [];
        await RenameAsync(connection, schemas.Select(schema => (schema, schema + mark)), cancellationToken);
        try
        {
            await RestoreDumpAsync(path, passphrase, cancellationToken);
        }
        catch
        {
            await RenameAsync(connection, schemas.Select(schema => (schema + mark, schema)), CancellationToken.None);
            throw;
        }

        foreach (var schema in schemas)
        {
            await Catalogue.ExecuteAsync(connection, $"DROP SCHEMA {Catalogue.Quote(schema + mark)} CASCADE", cancellationToken);
        }
    }

    private static async Task RenameAsync(NpgsqlConnection connection, IEnumerable<(string From, string To)> schemas, CancellationToken cancellationToken)
    {
        var statements = string.Concat(schemas.Select(pair => $"ALTER SCHEMA {Catalogue.Quote(pair.From)} RENAME TO {Catalogue.Quote(pair.To)};"));
        if (statements.Length > 0)
        {
            await Catalogue.ExecuteAsync(connection, statements, cancellationToken);
        }
    }

    private async Task RestoreDumpAsync(string path, string passphrase, CancellationToken cancellationToken)
    {
        await using var file = ArchiveCheck.Open(path);
        using var archive = await ArchiveReader.OpenAsync(file, passphrase, cancellationToken);
        while (await archive.NextAsync(cancellationToken) is { } entry)
        {
            if (entry.Name == EntryNames.Database)
            {
                using var program = programs.Restore();
                await program.ReadAsync(entry, cancellationToken);
                await program.EndAsync(cancellationToken);
                return;
            }
        }
    }

    private static async Task CompareAsync(NpgsqlConnection connection, BackupManifest manifest, CancellationToken cancellationToken)
    {
        var now = await Catalogue.CountAsync(connection, cancellationToken);
        List<string> differences =
        [
            .. manifest.Rows.Where(table => now.GetValueOrDefault(table.Key, -1) != table.Value)
                .Select(table => string.Create(CultureInfo.InvariantCulture, $"{table.Key} has {now.GetValueOrDefault(table.Key)} rows instead of {table.Value}")),
        ];
        if (differences.Count > 0)
        {
            throw new MaintenanceException($"The backup is restored, but {string.Join(", ", differences)}: are services running?");
        }
    }
}
