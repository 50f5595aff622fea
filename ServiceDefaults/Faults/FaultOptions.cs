using System.ComponentModel.DataAnnotations;

namespace Platform.ServiceDefaults.Faults;

/// <summary>
/// Faults made on purpose, to see how the platform takes them; section <c>Faults</c>. All are off unless configuration says
/// otherwise, and a service that is not in the environment Development does not start with one of them on.
/// </summary>
public sealed class FaultOptions
{
    /// <summary>The share of calls of one dependency that are slow; 0 (none) to 1.</summary>
    [Range(0.0, 1.0)]
    public double SlowDependency { get; set; }

    /// <summary>Which dependency is slow, such as <c>postgres</c>, <c>redis</c>, <c>rabbitmq</c>, <c>storage</c> or <c>job-manager</c>.</summary>
    [Required]
    public string SlowDependencyName { get; set; } = "postgres";

    /// <summary>How much longer a slow call takes; up to 10 minutes. It counts towards the dependency's timeout.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan SlowDependencyTime { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>The share of downloads of recordings that the media host seems to answer with 503; 0 (none) to 1.</summary>
    [Range(0.0, 1.0)]
    public double FailingDownloads { get; set; }

    /// <summary>The share of attempts that the worker gets stuck in before it does anything; 0 (none) to 1.</summary>
    [Range(0.0, 1.0)]
    public double StuckWorker { get; set; }

    /// <summary>How long it stays stuck, unless the attempt is told to stop before; up to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan StuckWorkerTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The names of the switches that are on.</summary>
    internal IReadOnlyList<string> SwitchedOn =>
    [
        .. SlowDependency > 0 ? ["slow-dependency"] : Array.Empty<string>(),
        .. FailingDownloads > 0 ? ["failing-downloads"] : Array.Empty<string>(),
        .. StuckWorker > 0 ? ["stuck-worker"] : Array.Empty<string>(),
    ];
}
