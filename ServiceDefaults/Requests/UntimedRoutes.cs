using Microsoft.AspNetCore.Builder;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Routes whose requests last as long as their client likes: uploads, recordings, streams of events.</summary>
public static class UntimedRoutes
{
    /// <summary>
    /// Requests are counted and failures are logged, but how long they took, which says nothing of latency, is in no histogram and not
    /// logged as slow.
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
