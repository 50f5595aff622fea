using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;
using Polly;

namespace Platform.ApiGateway.Monitoring;

/// <summary>Reads the alerts of Prometheus, and the silences that mute them from Alertmanager.</summary>
internal sealed partial class AlertReader(MonitoringServers servers, ILogger<AlertReader> logger)
{
    private static readonly string[] s_severities = ["critical", "warning", "info"];

    /// <summary>Reads the pending and firing alerts, the most severe ones first.</summary>
    /// <exception cref="ApiProblemException">404: this installation has no Prometheus; 503: it does not answer.</exception>
    public async Task<AlertsResponse> ReadAsync(CancellationToken cancellationToken)
    {
        var alerts = await servers.Prometheus.GetAlertsAsync(cancellationToken);
        var managed = await ReadManagedAsync(cancellationToken);
        return new AlertsResponse(
            [.. alerts.Select(alert => ToResponse(alert, managed)).OrderBy(Rank).ThenBy(alert => alert.State, StringComparer.Ordinal).ThenBy(alert => alert.Name, StringComparer.Ordinal)],
            managed is not null);
    }

    // While Alertmanager is unavailable the alerts are still shown, without their silences.
    private async Task<IReadOnlyList<ManagedAlert>?> ReadManagedAsync(CancellationToken cancellationToken)
    {
        if (!servers.HasAlertmanager)
        {
            return null;
        }

        try
        {
            return await servers.Alertmanager.GetAlertsAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is ApiProblemException or HttpRequestException or ExecutionRejectedException)
        {
            LogUnavailable(exception.Message);
            return null;
        }
    }

    private static AlertResponse ToResponse(PrometheusAlert alert, IReadOnlyList<ManagedAlert>? managed)
    {
        // Alertmanager sees the same labels and Prometheus' external labels.
        var status = managed?.FirstOrDefault(known => alert.Labels.All(label => known.Labels.TryGetValue(label.Key, out var value) && value == label.Value))?.Status;
        return new AlertResponse(
            alert.Labels.GetValueOrDefault("alertname", ""),
            alert.State,
            alert.Labels.GetValueOrDefault("severity", "none"),
            alert.Labels.GetValueOrDefault("service"),
            alert.Labels,
            alert.Annotations,
            alert.ActiveAt,
            alert.Value,
            status?.SilencedBy ?? [],
            status?.InhibitedBy is { Count: > 0 });
    }

    private static int Rank(AlertResponse alert) => Array.IndexOf(s_severities, alert.Severity) is >= 0 and var rank ? rank : s_severities.Length;

    [LoggerMessage(1, LogLevel.Warning, "Alertmanager did not answer, alerts are shown without their silences: {Reason}")]
    private partial void LogUnavailable(string reason);
}
