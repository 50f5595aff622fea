using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Marks routes on which the client decides how long a request lasts: uploads, recordings and event streams.</summary>
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

    /// <summary>Checks whether the client decides how long requests of an endpoint last.</summary>
    public static bool IsUntimed(this Endpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return endpoint.Metadata.GetMetadata<Untimed>() is not null;
    }

    internal sealed class Untimed
    {
        public static readonly Untimed Instance = new();
    }
}
