using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Resilience;

namespace Platform.Broker.Database;

/// <summary>The connections to schema <c>broker</c>, by a role that has no rights to any other.</summary>
internal sealed class BrokerDatabase(IConfiguration configuration, DependencyPipelines pipelines, DatabaseMetrics metrics, TimeProvider time)
    : ServiceDatabase("broker", Role, configuration, pipelines, metrics, time)
{
    /// <summary>Made by the first migration; everything in the schema is its own.</summary>
    public const string Role = "broker";
}
