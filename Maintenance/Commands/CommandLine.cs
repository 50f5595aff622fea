using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Maintenance.Backups;
using Platform.Maintenance.Cleaning;
using Platform.Maintenance.Failures;
using Platform.Maintenance.Restores;

namespace Platform.Maintenance.Commands;

/// <summary>Runs the command that the words of the command line name. Words that begin with a hyphen are settings.</summary>
internal sealed class CommandLine(
    BackupRun backups, RestoreRun restores, BackupFolder folder, CleanUpRun cleanUp, IOptions<BackupOptions> options, TimeProvider time)
{
    private const string Usage =
        """
        Maintenance backup                      takes a backup, verifies it, and deletes old ones
        Maintenance verify [ARCHIVE]            verifies an archive, or the newest one
        Maintenance list                        lists the archives
        Maintenance restore ARCHIVE [replace]   restores an archive into an empty platform, or into one whose data is given up
        Maintenance clean-up [look]             deletes what is old and nobody needs, or says what that would be
        """;

    /// <summary>Runs the command.</summary>
    /// <returns>The exit code: 0, 1 for a failure, 2 for a command that there is not.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }

        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var onTermination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        string[] command = [.. words.Where(word => !word.StartsWith('-'))];
        try
        {
            switch (command)
            {
                case ["backup"]:
                    await BackupAsync(stop.Token);
                    return 0;
                case ["verify", .. { Length: <= 1 } archive]:
                    await VerifyAsync(archive.Length == 1 ? archive[0] : null, stop.Token);
                    return 0;
                case ["list"]:
                    await ListAsync();
                    return 0;
                case ["restore", var archive]:
                    await RestoreAsync(archive, replaces: false, stop.Token);
                    return 0;
                case ["restore", var archive, "replace"]:
                    await RestoreAsync(archive, replaces: true, stop.Token);
                    return 0;
                case ["clean-up"]:
                    await CleanUpAsync(isLook: false, stop.Token);
                    return 0;
                case ["clean-up", "look"]:
                    await CleanUpAsync(isLook: true, stop.Token);
                    return 0;
                default:
                    await Console.Error.WriteLineAsync(Usage);
                    return 2;
            }
        }
        catch (Exception failure) when (failure is MaintenanceException or InvalidDataException or IOException or UnauthorizedAccessException or NpgsqlException or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped before the end.");
            return 1;
        }
    }

    private async Task BackupAsync(CancellationToken cancellationToken)
    {
        var (path, manifest) = await backups.RunAsync(cancellationToken);
        await DescribeAsync(path, manifest);
        foreach (var old in folder.Prune(time.GetUtcNow()))
        {
            await Console.Out.WriteLineAsync($"Deleted the old archive {old}");
        }
    }

    private async Task VerifyAsync(string? path, CancellationToken cancellationToken)
    {
        path ??= folder.List() is [var newest, ..] ? newest.Path : throw new MaintenanceException($"There is no archive in {options.Value.Folder}.");
        await DescribeAsync(path, await ArchiveCheck.RunAsync(path, BackupPassphrase.Of(options.Value), cancellationToken));
    }

    private async Task ListAsync()
    {
        foreach (var (path, taken) in folder.List())
        {
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{path}  {taken:yyyy-MM-dd HH:mm:ss}Z  {new FileInfo(path).Length} bytes"));
        }
    }

    private async Task RestoreAsync(string path, bool replaces, CancellationToken cancellationToken)
    {
        var (manifest, files) = await restores.RunAsync(path, replaces, cancellationToken);
        await DescribeAsync(path, manifest);
        await Console.Out.WriteLineAsync("Restored, and all rows are there.");
        if (files is not null)
        {
            await Console.Out.WriteLineAsync($"Files of configuration and metrics are in {files}: take from there what this machine needs.");
        }
    }

    private async Task CleanUpAsync(bool isLook, CancellationToken cancellationToken)
    {
        foreach (var freed in await cleanUp.RunAsync(isLook, cancellationToken))
        {
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{freed.Kind,-10} {freed.Folder}: {(isLook ? "would free" : "freed")} {freed.Bytes} bytes of {freed.Files} files"));
        }
    }

    private static async Task DescribeAsync(string path, BackupManifest manifest)
    {
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{path}: {new FileInfo(path).Length} bytes, verified; taken {manifest.Taken:yyyy-MM-dd HH:mm:ss}Z by version {manifest.Version} of PostgreSQL {manifest.Server}"));
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"  {manifest.Rows.Values.Sum()} rows of {manifest.Rows.Count} tables, {manifest.Objects} objects of {manifest.ObjectBytes} bytes, {manifest.Files} files; {manifest.Gone} objects were deleted meanwhile"));
        foreach (var part in manifest.LeftOut)
        {
            await Console.Out.WriteLineAsync($"  Left out: {part}");
        }
    }
}
