using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Limits GraphQL requests; section <c>GraphQl</c>.</summary>
internal sealed class GraphQlOptions
{
    /// <summary>Gets or sets the maximum number of nested selections.</summary>
    [Range(3, 60)]
    public int MaxDepth { get; set; } = 15;

    /// <summary>Gets or sets the maximum number of fields, multiplied by the sizes of their lists.</summary>
    [Range(100, 10_000_000)]
    public int MaxCost { get; set; } = 50_000;

    /// <summary>Gets or sets the time limit of a request.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);
}
