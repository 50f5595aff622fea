using System.Diagnostics;
using Npgsql;

namespace Platform.ServiceDefaults.Measures;

/// <summary>Decides which statements are traced as spans.</summary>
internal static class DatabaseSpans
{
    /// <summary>Records statements within a trace only: rounds in the background would each begin a trace of their own, of one span.</summary>
    public static NpgsqlDataSourceBuilder TraceWithinTraces(this NpgsqlDataSourceBuilder builder) => builder.ConfigureTracing(static tracing => tracing
        .ConfigureCommandFilter(static _ => Activity.Current is { Recorded: true })
        .ConfigureBatchFilter(static _ => Activity.Current is { Recorded: true })
        .EnablePhysicalOpenTracing(false));
}
