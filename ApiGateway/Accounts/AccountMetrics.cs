using System.Diagnostics.Metrics;

namespace Platform.ApiGateway.Accounts;

/// <summary>Metric <c>auth_attempts_total{success}</c>.</summary>
internal sealed class AccountMetrics
{
    private readonly Counter<long> _attempts;

    public AccountMetrics(IMeterFactory meters)
    {
        _attempts = meters.Create("Platform.ApiGateway").CreateCounter<long>("auth.attempts", description: "Sign-ins and refreshes, by whether they were granted.");
        _attempts.Add(0, new KeyValuePair<string, object?>("success", "true"));
        _attempts.Add(0, new KeyValuePair<string, object?>("success", "false"));
    }

    public void Attempt(bool success) => _attempts.Add(1, new KeyValuePair<string, object?>("success", success ? "true" : "false"));
}
