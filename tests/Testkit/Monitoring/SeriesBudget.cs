namespace Platform.Testkit.Monitoring;

/// <summary>
/// How many series the services expose at most, whatever callers do (docs/decisions/0158). Prometheus refuses a target as a whole that exposes more
/// than the <c>sample_limit</c> of <c>deploy/prometheus/prometheus.yml</c>.
/// </summary>
public static class SeriesBudget
{
    /// <summary>All that the gateway exposes but the requests of its routes: the catalogue of metrics holds it, and a fuzz of the running platform.</summary>
    public const int GatewayWithoutRoutes = 610;

    /// <summary>All that any other service exposes.</summary>
    public const int OtherServices = 1500;

    private const int MostRoutes = 80;

    /// <summary>All that the gateway exposes.</summary>
    /// <param name="routes">The number of its routes.</param>
    public static int Gateway(int routes) => 2000 + (25 * Math.Max(0, routes - MostRoutes));
}
