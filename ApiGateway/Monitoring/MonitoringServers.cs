using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Monitoring;

/// <summary>Provides the clients of the monitoring servers, which exist only if service discovery knows their servers.</summary>
internal sealed class MonitoringServers(PrometheusClient? prometheus = null, AlertmanagerClient? alertmanager = null)
{
    /// <summary>Gets the client of Prometheus.</summary>
    /// <exception cref="ApiProblemException">404: this installation has none.</exception>
    public PrometheusClient Prometheus => prometheus ?? throw NotConfigured(PrometheusClient.Name);

    /// <summary>Gets the client of Alertmanager.</summary>
    /// <exception cref="ApiProblemException">404: this installation has none.</exception>
    public AlertmanagerClient Alertmanager => alertmanager ?? throw NotConfigured(AlertmanagerClient.Name);

    /// <summary>Gets whether this installation has an Alertmanager.</summary>
    public bool HasAlertmanager => alertmanager is not null;

    private static ApiProblemException NotConfigured(string name) =>
        new(new ApiProblem(StatusCodes.Status404NotFound, "not_configured", $"This installation has no {name}."));
}
