namespace Platform.Operations.Alerts;

/// <summary>Reads Alertmanager's own list of alerts.</summary>
internal sealed class AlertmanagerList(HttpClient http)
{
    /// <summary>The name of Alertmanager in service discovery, metrics and health checks.</summary>
    public const string Name = "alertmanager";

    /// <summary>Reads the alerts that fire, also those that are silenced or inhibited.</summary>
    /// <exception cref="HttpRequestException">It did not answer with a list.</exception>
    public async Task<IReadOnlyList<AlertOfMessage>> ReadAsync(CancellationToken cancellationToken) =>
        await http.GetFromJsonAsync("/api/v2/alerts", AlertJson.Default.IReadOnlyListAlertOfMessage, cancellationToken) ?? [];
}
