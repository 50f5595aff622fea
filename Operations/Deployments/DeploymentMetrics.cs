using System.Diagnostics.Metrics;

namespace Platform.Operations.Deployments;

/// <summary>Records how the deployments of the last 30 days went.</summary>
internal sealed class DeploymentMetrics
{
    private static readonly string[] s_outcomes = ["watched", "succeeded", "rolled_back", "gate_failed"];

    private volatile IReadOnlyList<long> _counts = [0, 0, 0, 0];

    /// <summary>Creates the instrument.</summary>
    public DeploymentMetrics(IMeterFactory meters) =>
        meters.Create("Platform.Operations").CreateObservableGauge("deployments.recent", Recent, "{deployment}", "Deployments of the last 30 days, by how they went.");

    /// <summary>Stores the counts of deployments that are watched, succeeded, were rolled back, and failed their gate.</summary>
    public void Store(IReadOnlyList<long> counts) => _counts = counts;

    private IEnumerable<Measurement<long>> Recent() => s_outcomes.Select((outcome, i) => new Measurement<long>(_counts[i], new KeyValuePair<string, object?>("outcome", outcome)));
}
