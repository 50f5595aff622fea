using System.ComponentModel.DataAnnotations;

namespace Platform.ServiceDefaults.Logs;

/// <summary>Configures how much is logged, and the log files; section <c>Logs</c>.</summary>
public sealed class LogOptions
{
    /// <summary>
    /// Gets or sets the share of traces whose DEBUG and INFO lines are written, 0 to 1; null for 0.1 in production and 1 elsewhere. All lines of a
    /// trace are either written or dropped, in every service.
    /// </summary>
    [Range(0.0, 1.0)]
    public double? SampleRatio { get; set; }

    /// <summary>Gets or sets the prefixes of the categories that are never sampled: authentication and refused requests.</summary>
    public string[] NeverSampled { get; set; } =
        ["Platform.Security", "Platform.ApiGateway.Access", "Platform.ApiGateway.Accounts", "Platform.ApiGateway.ApiKeys", "Microsoft.Hosting.Lifetime"];

    /// <summary>Gets or sets the folder of the log files, created if it does not exist; null for none. Services and replicas may share one.</summary>
    public string? Folder { get; set; }

    /// <summary>Gets or sets the size in bytes at which a new file is started; 10 kB to 1 GB.</summary>
    [Range(10_000L, 1_000_000_000L)]
    public long MaxFileBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>Gets or sets how many files are kept for each replica, including the current one; 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int MaxFiles { get; set; } = 5;

    /// <summary>Gets or sets the key with which the gateway reads this service's files, at least 16 characters; null if nobody may.</summary>
    [MinLength(16)]
    public string? AccessKey { get; set; }
}
