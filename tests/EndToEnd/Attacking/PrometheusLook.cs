using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Platform.EndToEnd.Attacking;

/// <summary>Reads from Prometheus the state of targets, and the alerts that notify people.</summary>
internal sealed class PrometheusLook(HttpClient http) : IDisposable
{
    private const string Firing = "ALERTS{alertstate=\"firing\",severity=\"critical\"}";

    /// <summary>Lists the targets whose last scrape failed, with the error.</summary>
    public async Task<IReadOnlyList<string>> UnscrapedAsync() =>
    [
        .. (await http.GetFromJsonAsync<JsonElement>("/api/v1/targets?state=active")).GetProperty("data").GetProperty("activeTargets").EnumerateArray()
            .Select(target => target.GetProperty("lastError").GetString()!).Where(error => error.Length > 0),
    ];

    /// <summary>Alerts that call somebody now.</summary>
    public Task<IReadOnlyList<string>> PagesAsync() => NamesAsync(Firing);

    /// <summary>Alerts that have called somebody within a time.</summary>
    public Task<IReadOnlyList<string>> PagedAsync(TimeSpan within) =>
        NamesAsync(string.Create(CultureInfo.InvariantCulture, $"max_over_time({Firing}[{(long)within.TotalSeconds}s])"));

    public void Dispose() => http.Dispose();

    private async Task<IReadOnlyList<string>> NamesAsync(string query) =>
    [
        .. (await http.GetFromJsonAsync<JsonElement>("/api/v1/query?query=" + Uri.EscapeDataString(query))).GetProperty("data").GetProperty("result").EnumerateArray()
            .Select(series => series.GetProperty("metric"))
            .Select(labels => $"{labels.GetProperty("alertname")} of {(labels.TryGetProperty("service", out var service) ? service.ToString() : "the platform")}"),
    ];
}
