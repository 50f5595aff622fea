using Microsoft.Extensions.Options;
using Platform.Operations.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Loops;

namespace Platform.Operations.Incidents;

/// <summary>Samples how many incidents are open, for the metrics.</summary>
internal sealed class IncidentSampler(
    OperationsDatabase database, IncidentMetrics metrics, IOptions<EscalationOptions> options, TimeProvider time, ILogger<IncidentSampler> logger) : PeriodicLoop(time, logger)
{
    private static readonly string s_sample = OperationsSql.Files.Read<IncidentSampler>("sample");

    protected override TimeSpan Interval => options.Value.Interval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        var sample = await database.ListAsync(
            s_sample,
            static _ => { },
            static reader => (P1: reader.GetInt64(0), P2: reader.GetInt64(1), P3: reader.GetInt64(2), Oldest: reader.TimeOrNull(3)),
            cancellationToken);
        var (p1, p2, p3, oldest) = sample[0];
        metrics.Store(new OpenIncidents([p1, p2, p3], oldest is { } since ? Math.Max(0, (Time.GetUtcNow() - since).TotalSeconds) : 0));
        return false;
    }
}
