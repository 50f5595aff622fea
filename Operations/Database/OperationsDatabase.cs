using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Resilience;

namespace Platform.Operations.Database;

/// <summary>Provides the connections to the schema <c>operations</c>, with a role that has no rights to other schemas.</summary>
internal sealed class OperationsDatabase(IConfiguration configuration, DependencyPipelines pipelines, DatabaseMetrics metrics, TimeProvider time)
    : ServiceDatabase("operations", Role, configuration, pipelines, metrics, time)
{
    /// <summary>The role that owns the schema; created by the first migration.</summary>
    public const string Role = "operations";
}
