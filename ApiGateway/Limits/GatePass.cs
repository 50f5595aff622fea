using System.Threading.RateLimiting;

namespace Platform.ApiGateway.Limits;

/// <summary>Represents the place of a request among those that the gateway works on; a feature of the request.</summary>
/// <param name="share">The place among those of its sender.</param>
/// <param name="place">The place among those of all.</param>
internal sealed class GatePass(RateLimitLease share, RateLimitLease place)
{
    /// <summary>Gives the place back before the response, from when on the request only waits for something that others do.</summary>
    public void Release()
    {
        place.Dispose();
        share.Dispose();
    }
}
