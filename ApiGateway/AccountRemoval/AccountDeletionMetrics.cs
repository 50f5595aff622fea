using System.Diagnostics.Metrics;

namespace Platform.ApiGateway.AccountRemoval;

/// <summary>Exports <c>account_departures_waiting</c> and <c>account_departure_age_seconds</c>.</summary>
internal sealed class AccountDeletionMetrics
{
    private readonly TimeProvider _time;
    private volatile Figures _last = new(0, null);

    public AccountDeletionMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create("Platform.Leaving");
        meter.CreateObservableGauge("account.departures.waiting", () => _last.Waiting, "{account}", "Deleted accounts of which something is left.");
        meter.CreateObservableGauge("account.departure.age", Age, "s", "How long ago the account was deleted that waits longest to be cleaned up.");
    }

    /// <summary>Records the current values of the database.</summary>
    public void Seen(int waiting, DateTimeOffset? oldest) => _last = new Figures(waiting, oldest);

    private double Age() => _last.Oldest is { } oldest ? Math.Max(0, (_time.GetUtcNow() - oldest).TotalSeconds) : 0;

    private sealed record Figures(int Waiting, DateTimeOffset? Oldest);
}
