namespace Platform.Operations.Alerts;

/// <summary>Reads Alertmanager's own list of alerts, and keeps it silent for a time.</summary>
internal sealed class AlertmanagerList(HttpClient http)
{
    /// <summary>The name of Alertmanager in service discovery, metrics and health checks.</summary>
    public const string Name = "alertmanager";

    /// <summary>Reads the alerts that fire, also those that are silenced or inhibited.</summary>
    /// <exception cref="HttpRequestException">It did not answer with a list.</exception>
    public async Task<IReadOnlyList<AlertOfMessage>> ReadAsync(CancellationToken cancellationToken) =>
        await http.GetFromJsonAsync("/api/v2/alerts", AlertJson.Default.IReadOnlyListAlertOfMessage, cancellationToken) ?? [];

    /// <summary>Reads all silences, also those that have ended.</summary>
    /// <exception cref="HttpRequestException">It did not answer with a list.</exception>
    public async Task<IReadOnlyList<AlertSilence>> SilencesAsync(CancellationToken cancellationToken) =>
        await http.GetFromJsonAsync("/api/v2/silences", SilenceJson.Default.IReadOnlyListAlertSilence, cancellationToken) ?? [];

    /// <summary>Makes a silence.</summary>
    /// <exception cref="HttpRequestException">It was not made.</exception>
    public async Task SilenceAsync(AlertSilence silence, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync("/api/v2/silences", silence, SilenceJson.Default.AlertSilence, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Ends a silence.</summary>
    /// <exception cref="HttpRequestException">It was not ended.</exception>
    public async Task EndSilenceAsync(string id, CancellationToken cancellationToken)
    {
        using var answer = await http.DeleteAsync(new Uri("/api/v2/silence/" + Uri.EscapeDataString(id), UriKind.Relative), cancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}
