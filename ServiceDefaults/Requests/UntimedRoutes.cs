using Microsoft.AspNetCore.Builder;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Marks routes whose requests last as long as their client likes: uploads, recordings and event streams.</summary>
public static class UntimedRoutes
{
    /// <summary>
    /// Excludes the duration of requests from the histograms and from the log of slow requests. Requests are still counted, and failures logged.
    /// </summary>
    public static TBuilder WithoutDuration<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(static endpoint => endpoint.Metadata.Add(Untimed.Instance));
        return builder;
    }

    /// <inheritdoc cref="WithoutDuration{TBuilder}"/>
    public static void WithoutDuration(this EndpointBuilder endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.Metadata.Add(Untimed.Instance);
    }

    internal sealed class Untimed
    {
        public static readonly Untimed Instance = new();
    }
}
