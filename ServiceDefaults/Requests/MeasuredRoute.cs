using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;

namespace Platform.ServiceDefaults.Requests;

/// <summary>What the measures of an endpoint's requests are kept under; made once for each endpoint.</summary>
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

    /// <summary>Requests that no endpoint matches.</summary>
    public static MeasuredRoute Unmatched { get; } = new(UnmatchedName, isMeasured: true, isTimed: true);

    /// <summary>The route's template, <c>static</c> for files or <c>unmatched</c>.</summary>
    public string Name { get; }

    /// <summary>Whether requests count at all; those of operational endpoints do not.</summary>
    public bool IsMeasured { get; }

    /// <summary>Whether how long they took says something.</summary>
    public bool IsTimed { get; }

    /// <summary>The label <c>endpoint</c>.</summary>
    public KeyValuePair<string, object?> Tag { get; }

    public static MeasuredRoute Of(Endpoint endpoint) => new(
        endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null ? StaticName
            : endpoint is RouteEndpoint { RoutePattern.RawText: { } route } ? endpoint.Metadata.GetMetadata<MeasuredUnder>()?.Prefix + route
            : UnmatchedName,
        endpoint.Metadata.GetMetadata<IDisableHttpMetricsMetadata>() is null,
        endpoint.Metadata.GetMetadata<UntimedRoutes.Untimed>() is null);
}
