using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Maintenance.Failures;
using Platform.Maintenance.Restores;

namespace Platform.Maintenance.Commands;

/// <summary>Runs the command that the words of the command line name. Words that begin with a hyphen are settings.</summary>
internal sealed class CommandLine(BackupCommands backups, RestoreRun restores, UpkeepCommands upkeep)
{
    private const string Usage =
        """
        Maintenance backup                      takes a backup, verifies it, and deletes old ones
        Maintenance verify [ARCHIVE]            verifies an archive, or the newest one
        Maintenance list                        lists the archives
        Maintenance restore ARCHIVE [replace]   restores an archive into an empty platform, or into one whose data is given up
        Maintenance clean-up [look]             deletes what is old and nobody needs, or says what that would be
        Maintenance ages                        says and measures until when certificates are valid
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
        try
        {
            if (Find([.. words.Where(word => !word.StartsWith('-'))], stop.Token) is { } command)
            {
                await command();
                return 0;
            }

            await Console.Error.WriteLineAsync(Usage);
            return 2;
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

    private Func<Task>? Find(string[] words, CancellationToken cancellationToken) => words switch
    {
        ["backup"] => () => backups.BackUpAsync(cancellationToken),
        ["verify"] => () => backups.VerifyAsync(null, cancellationToken),
        ["verify", var archive] => () => backups.VerifyAsync(archive, cancellationToken),
        ["list"] => backups.ListAsync,
        ["restore", var archive] => () => RestoreAsync(archive, replaces: false, cancellationToken),
        ["restore", var archive, "replace"] => () => RestoreAsync(archive, replaces: true, cancellationToken),
        ["clean-up"] => () => upkeep.CleanUpAsync(isLook: false, cancellationToken),
        ["clean-up", "look"] => () => upkeep.CleanUpAsync(isLook: true, cancellationToken),
        ["ages"] => () => upkeep.AgesAsync(cancellationToken),
        _ => null,
    };

    private async Task RestoreAsync(string path, bool replaces, CancellationToken cancellationToken)
    {
        var (manifest, files) = await restores.RunAsync(path, replaces, cancellationToken);
        await Console.Out.WriteLineAsync(ManifestText.Of(path, manifest));
        await Console.Out.WriteLineAsync("Restored, and all rows are there.");
        if (files is not null)
        {
            await Console.Out.WriteLineAsync($"Files of configuration and metrics are in {files}: take from there what this machine needs.");
        }
    }
}
