using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.Monitoring;

/// <summary>Configures the limits of Prometheus queries, and the credentials for Prometheus and Alertmanager; section <c>Monitoring</c>.</summary>
internal sealed class MonitoringOptions
{
    /// <summary>Gets or sets the maximum time range of a query, in days.</summary>
    [Range(1, 3_660)]
    public int MaxRangeDays { get; set; } = 92;

    /// <summary>Gets or sets the maximum number of points per series.</summary>
    [Range(10, 11_000)]
    public int MaxPoints { get; set; } = 2_000;

    /// <summary>Gets or sets the maximum length of a query, in characters.</summary>
    [Range(100, 100_000)]
    public int MaxQueryLength { get; set; } = 8_000;

    /// <summary>Gets or sets the maximum size of a response, in bytes.</summary>
    [Range(10_000, 1_000_000_000)]
    public int MaxAnswerBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Gets or sets the time limit of a query in Prometheus.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets the user name for Prometheus and Alertmanager.</summary>
    [RegularExpression("[^:]{1,100}")]
    public string User { get; set; } = "platform";

    /// <summary>Gets or sets the password; empty if they need no authentication.</summary>
    [StringLength(1_000)]
    public string Password { get; set; } = "";
}
