using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.Monitoring;

/// <summary>Section <c>Monitoring</c>: what operators may ask of Prometheus at once, and how the gateway signs in there and at Alertmanager.</summary>
internal sealed class MonitoringOptions
{
    /// <summary>The longest time range of a query, in days.</summary>
    [Range(1, 3_660)]
    public int MaxRangeDays { get; set; } = 92;

    /// <summary>The most points of each series.</summary>
    [Range(10, 11_000)]
    public int MaxPoints { get; set; } = 2_000;

    /// <summary>The longest query, in characters.</summary>
    [Range(100, 100_000)]
    public int MaxQueryLength { get; set; } = 8_000;

    /// <summary>The largest answer, in bytes.</summary>
    [Range(10_000, 1_000_000_000)]
    public int MaxAnswerBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>How long Prometheus may work on a query.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The name that Prometheus and Alertmanager know the gateway by.</summary>
    [RegularExpression("[^:]{1,100}")]
    public string User { get; set; } = "platform";

    /// <summary>The password that goes with it; empty where they ask for none.</summary>
    [StringLength(1_000)]
    public string Password { get; set; } = "";
}
