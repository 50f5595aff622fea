using System.ComponentModel.DataAnnotations;

namespace Platform.ServiceDefaults.Logs;

/// <summary>How much is logged and where to, beside standard output; section <c>Logs</c>.</summary>
public sealed class LogOptions
{
    /// <summary>
    /// The part of all traces whose DEBUG and INFO lines are written, 0 to 1; null for 0.1 in production and 1 elsewhere. The
    /// lines of a trace are written or left out together, in every service.
    /// </summary>
    [Range(0.0, 1.0)]
    public double? SampleRatio { get; set; }

    /// <summary>Beginnings of categories whose lines are never left out: who came in, and who was refused.</summary>
    public string[] NeverSampled { get; set; } =
        ["Platform.Security", "Platform.ApiGateway.Access", "Platform.ApiGateway.Accounts", "Platform.ApiGateway.ApiKeys", "Microsoft.Hosting.Lifetime"];

    /// <summary>The folder of the log files, made when absent; null for none. Services and replicas may share one.</summary>
    public string? Folder { get; set; }

    /// <summary>Size at which the next file is begun, in bytes; 10 kB to 1 GB.</summary>
    [Range(10_000L, 1_000_000_000L)]
    public long MaxFileBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>How many files are kept for each replica, the present one included; 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int MaxFiles { get; set; } = 5;

    /// <summary>What the gateway shows to read this service's files, at least 16 characters; null when nobody may.</summary>
    [MinLength(16)]
    public string? AccessKey { get; set; }
}
