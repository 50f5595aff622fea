using System.ComponentModel.DataAnnotations;

namespace Platform.ServiceDefaults.Faults;

/// <summary>
/// Configures fault injection for resilience tests; section <c>Faults</c>. All faults are off by default, and outside the environment Development a
/// service does not start with one enabled.
/// </summary>
public sealed class FaultOptions
{
    /// <summary>Gets or sets the share of calls of one dependency that are slow; 0 (none) to 1.</summary>
    [Range(0.0, 1.0)]
    public double SlowDependency { get; set; }

    /// <summary>
    /// Gets or sets the slow dependency, such as <c>postgres</c>, <c>redis</c>, <c>rabbitmq</c>, <c>storage</c> or <c>job-manager</c>.
    /// </summary>
    [Required]
    public string SlowDependencyName { get; set; } = "postgres";

    /// <summary>Gets or sets the delay that is added to a slow call; up to 10 minutes. It counts towards the dependency's timeout.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan SlowDependencyTime { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Gets or sets the share of recording downloads that fail as if the media host had returned 503; 0 (none) to 1.</summary>
    [Range(0.0, 1.0)]
    public double FailingDownloads { get; set; }

    /// <summary>Gets or sets the share of attempts that hang in the worker before they do anything; 0 (none) to 1.</summary>
    [Range(0.0, 1.0)]
    public double StuckWorker { get; set; }

    /// <summary>Gets or sets how long such an attempt hangs unless it is cancelled before; up to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan StuckWorkerTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the names of the enabled faults.</summary>
    internal IReadOnlyList<string> SwitchedOn =>
    [
        .. SlowDependency > 0 ? ["slow-dependency"] : Array.Empty<string>(),
        .. FailingDownloads > 0 ? ["failing-downloads"] : Array.Empty<string>(),
        .. StuckWorker > 0 ? ["stuck-worker"] : Array.Empty<string>(),
    ];
}
