using System.ComponentModel.DataAnnotations;

namespace Platform.Maintenance.Backups;

/// <summary>Configures backups; section <c>Backups</c>.</summary>
internal sealed class BackupOptions
{
    /// <summary>Gets or sets the folder of the archives, which only their owner can read.</summary>
    [Required]
    public string Folder { get; set; } = Path.Combine(".local", "backups");

    /// <summary>Gets or sets the passphrase from which the key of an archive is derived, of at least 16 characters.</summary>
    public string? Passphrase { get; set; }

    /// <summary>Gets or sets a file that has the passphrase; a line break at its end is ignored.</summary>
    public string? PassphraseFile { get; set; }

    /// <summary>Gets or sets how many archives are kept whatever their age, the newest ones.</summary>
    [Range(1, 10_000)]
    public int Keep { get; set; } = 7;

    /// <summary>Gets or sets how long further archives are kept.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Gets or sets files and folders of configuration that are part of a backup, such as those of secrets.</summary>
    public string[] Files { get; set; } = [];

    /// <summary>Gets or sets the address of Prometheus; null to leave its data out.</summary>
    public Uri? PrometheusAddress { get; set; }

    /// <summary>Gets or sets the user at Prometheus.</summary>
    public string PrometheusUser { get; set; } = "platform";

    /// <summary>Gets or sets the password at Prometheus; null for none.</summary>
    public string? PrometheusPassword { get; set; }

    /// <summary>Gets or sets the folder of Prometheus' data, in which it makes its snapshot; null to leave its data out.</summary>
    public string? PrometheusData { get; set; }

    /// <summary>Gets or sets the rounds of a key's derivation, which make guesses of the passphrase slow.</summary>
    [Range(1, 10_000_000)]
    public int Rounds { get; set; } = Archives.ArchiveHeader.Rounds;
}
