using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Holds the labels under which the requests of an endpoint are measured; created once for each endpoint.</summary>
internal sealed class MeasuredRoute
{
    public const string StaticName = "static";

    private const string UnmatchedName = "unmatched";

    private MeasuredRoute(string name, bool isMeasured, bool isTimed)
    {
        Name = name;
        IsMeasured = isMeasured;
        IsTimed = isTimed;
        Tag = new("endpoint", name);
    }

    /// <summary>Gets the route of requests that match no endpoint.</summary>
    public static MeasuredRoute Unmatched { get; } = new(UnmatchedName, isMeasured: true, isTimed: true);

    /// <summary>Gets the route template, <c>static</c> for files, or <c>unmatched</c>.</summary>
    public string Name { get; }

    /// <summary>Gets whether requests are counted; those of operational endpoints are not.</summary>
    public bool IsMeasured { get; }

    /// <summary>Gets whether the duration of requests is recorded.</summary>
    public bool IsTimed { get; }

    /// <summary>Gets the label <c>endpoint</c>.</summary>
    public KeyValuePair<string, object?> Tag { get; }

    public static MeasuredRoute Of(Endpoint endpoint) => new(
        endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null ? StaticName
            : endpoint is RouteEndpoint { RoutePattern.RawText: { } route } ? endpoint.Metadata.GetMetadata<MeasuredUnder>()?.Prefix + route
            : UnmatchedName,
        endpoint.Metadata.GetMetadata<IDisableHttpMetricsMetadata>() is null,
        !endpoint.IsUntimed());
}
