using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Platform.Integration.Operations;

/// <summary>An alert as a test wants it told: when it began and ended, in minutes after a moment.</summary>
internal sealed record SampleAlert(string Name, string Service, string Severity, int Begin, int? End)
{
    /// <summary>The fingerprint, which is the same for the same labels.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Name} {Service} {Severity}")))[..16];
}

/// <summary>Sends alerts as Alertmanager does.</summary>
internal static class AlertMessages
{
    /// <summary>The key that the service of a test expects.</summary>
    public const string Key = "the key of Alertmanager";

    /// <summary>The moment from which minutes count.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Sends a message.</summary>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient http, string body, string? key = Key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/alerts") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return await http.SendAsync(request);
    }

    /// <summary>Tells of alerts: that they fire, or that they have ended.</summary>
    public static async Task TellAsync(HttpClient http, params (SampleAlert Alert, bool IsResolved)[] alerts)
    {
        using var answer = await SendAsync(http, BodyOf(alerts));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The body of a message, version 4 of the webhook.</summary>
    public static string BodyOf(params (SampleAlert Alert, bool IsResolved)[] alerts) => JsonSerializer.Serialize(new
    {
        version = "4",
        groupKey = "{}:{}",
        truncatedAlerts = 0,
        status = "firing",
        receiver = "operations",
        alerts = alerts.Select(told => new
        {
            status = told.IsResolved ? "resolved" : "firing",
            labels = new { alertname = told.Alert.Name, service = told.Alert.Service, severity = told.Alert.Severity },
            annotations = new { summary = $"{told.Alert.Name} of {told.Alert.Service}", runbook_url = "http://page/operations/runbooks/x" },
            startsAt = At(told.Alert.Begin),
            endsAt = told.IsResolved ? At(told.Alert.End!.Value) : "0001-01-01T00:00:00Z",
            fingerprint = told.Alert.Fingerprint,
            generatorURL = "http://prometheus/graph",
        }),
    });

    private static string At(int minutes) => (Start + TimeSpan.FromMinutes(minutes)).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
