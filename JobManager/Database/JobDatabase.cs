using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Resilience;

namespace Platform.JobManager.Database;

/// <summary>Provides the connections to the schema <c>jobs</c>.</summary>
internal sealed class JobDatabase(IConfiguration configuration, DependencyPipelines pipelines, DatabaseMetrics metrics, TimeProvider time)
    : ServiceDatabase("jobs", role: null, configuration, pipelines, metrics, time);
