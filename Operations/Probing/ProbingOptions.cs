using System.ComponentModel.DataAnnotations;

namespace Platform.Operations.Probing;

/// <summary>Configures the prober, which uses the platform as a user does; section <c>Probing</c>.</summary>
internal sealed class ProbingOptions
{
    /// <summary>Whether the platform is probed, where there is a password.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The e-mail address of the account, which the prober creates if there is none.</summary>
    [Required]
    [EmailAddress]
    [StringLength(256)]
    public string Email { get; set; } = "prober@example.org";

    /// <summary>The password of the account; null for no prober.</summary>
    [StringLength(256, MinimumLength = 12)]
    public string? Password { get; set; }

    /// <summary>The time between the beginnings of two rounds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a round may take until it is late.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>The pause between two looks at the job.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);
}
