using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Section <c>GraphQl</c>: what one request may ask for.</summary>
internal sealed class GraphQlOptions
{
    /// <summary>Levels of selections.</summary>
    [Range(3, 60)]
    public int MaxDepth { get; set; } = 15;

    /// <summary>Fields, as often as their lists may have items.</summary>
    [Range(100, 10_000_000)]
    public int MaxCost { get; set; } = 50_000;

    /// <summary>Time to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);
}
