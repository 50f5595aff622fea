using Platform.Maintenance.Failures;

namespace Platform.Maintenance.Backups;

/// <summary>Finds the passphrase of archives.</summary>
internal static class BackupPassphrase
{
    /// <summary>The least number of characters.</summary>
    public const int Shortest = 16;

    /// <summary>Reads the passphrase.</summary>
    /// <exception cref="MaintenanceException">There is none, or it is too short.</exception>
    public static string Of(BackupOptions options)
    {
        var passphrase = options.Passphrase;
        if (options.PassphraseFile is { Length: > 0 } file)
        {
            passphrase = File.Exists(file)
                ? File.ReadAllText(file).TrimEnd('\r', '\n')
                : throw new MaintenanceException($"The file {file} of Backups:PassphraseFile does not exist.");
        }

        return passphrase is { Length: >= Shortest }
            ? passphrase
            : throw new MaintenanceException(
                $"A backup is encrypted: set Backups:PassphraseFile (or Backups:Passphrase) to a passphrase of at least {Shortest} characters, and keep it elsewhere.");
    }
}
