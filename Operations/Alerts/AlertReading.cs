using System.Globalization;
using System.Text.Json;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Refusals;
using Platform.ServiceDefaults.Texts;

namespace Platform.Operations.Alerts;

/// <summary>Reads alerts out of Alertmanager's messages. Texts that are too long are cut: an alert that cannot be shown whole is shown all the same.</summary>
internal static class AlertReading
{
    /// <summary>The service of alerts that name none.</summary>
    public const string Other = "other";

    /// <summary>The maximum number of alerts in a message.</summary>
    public const int MaxAlerts = 1000;

    private const int MaxService = 100;
    private const int MaxLine = 200;
    private const int MaxPairs = 100;
    private const int MaxKey = 200;
    private const int MaxValue = 4000;
    private const int MaxFingerprint = 64;

    /// <summary>Reads the alerts of a message. Those of severity <c>none</c>, such as heartbeats, are nobody's work and left out.</summary>
    /// <exception cref="InputException">400: an alert has no fingerprint or a time out of the range.</exception>
    public static List<ToldAlert> Read(AlertMessage? message)
    {
        Demand.That(message?.Alerts is { Count: <= MaxAlerts }, "alerts", string.Create(CultureInfo.InvariantCulture, $"A list of at most {MaxAlerts}."));
        var told = new List<ToldAlert>();
        for (var i = 0; i < message.Alerts.Count; i++)
        {
            var alert = message.Alerts[i];
            var path = string.Create(CultureInfo.InvariantCulture, $"alerts[{i}]");
            Demand.That(alert is not null, path, "An object is needed.");
            if (Read(alert, path) is { } one)
            {
                told.Add(one);
            }
        }

        return told;
    }

    private static ToldAlert? Read(AlertOfMessage alert, string path)
    {
        Demand.That(
            alert.Fingerprint is { Length: > 0 and <= MaxFingerprint } fingerprint && fingerprint.All(char.IsAsciiHexDigitLower),
            path + ".fingerprint", "1 to 64 hexadecimal digits.");
        Demand.Moment(alert.StartsAt, path + ".startsAt");
        var isResolved = alert.Status is { ValueKind: JsonValueKind.String } status && status.ValueEquals("resolved");
        if (isResolved)
        {
            Demand.Moment(alert.EndsAt, path + ".endsAt");
        }

        var labels = Clean(alert.Labels);
        var annotations = Clean(alert.Annotations);
        if (SeverityOf(labels) is not { } severity)
        {
            return null;
        }

        var name = Line(labels.GetValueOrDefault("alertname"), MaxLine) ?? Other;

        // The database counts microseconds: the same moment has to be the same key again.
        var startsAt = Whole(alert.StartsAt);
        var endsAt = isResolved ? Whole(alert.EndsAt) : (DateTimeOffset?)null;
        return new ToldAlert(
            alert.Fingerprint,
            startsAt,
            endsAt < startsAt ? startsAt : endsAt,
            severity,
            Line(labels.GetValueOrDefault("service"), MaxService) ?? Other,
            name,
            Line(annotations.GetValueOrDefault("summary"), MaxLine) ?? name,
            JsonSerializer.Serialize(labels, AlertJson.Default.IReadOnlyDictionaryStringString),
            JsonSerializer.Serialize(annotations, AlertJson.Default.IReadOnlyDictionaryStringString));
    }

    /// <summary>
    /// The severity by the label <c>priority</c> where a rule has one, and else by the label <c>severity</c>, as in
    /// <c>deploy/runbooks/guide-triage.md</c>; null for alerts that are nobody's work.
    /// </summary>
    private static IncidentPriority? SeverityOf(IReadOnlyDictionary<string, string> labels) => labels.GetValueOrDefault("severity") switch
    {
        "none" => null,
        var severity => labels.GetValueOrDefault("priority") switch
        {
            "P1" => IncidentPriority.P1,
            "P2" => IncidentPriority.P2,
            "P3" => IncidentPriority.P3,
            _ => severity switch
            {
                "critical" => IncidentPriority.P1,
                "info" => IncidentPriority.P3,
                _ => IncidentPriority.P2,
            },
        },
    };

    private static Dictionary<string, string> Clean(IReadOnlyDictionary<string, string>? pairs)
    {
        var clean = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in (pairs ?? new Dictionary<string, string>()).OrderBy(pair => pair.Key, StringComparer.Ordinal).Take(MaxPairs))
        {
            clean[StorableText.Clean(key, MaxKey)] = StorableText.Clean(value ?? "", MaxValue);
        }

        return clean;
    }

    private static string? Line(string? text, int longest) =>
        text?.ReplaceLineEndings(" ").Trim() is { Length: > 0 } line ? StorableText.Clean(line, longest) : null;

    private static DateTimeOffset Whole(DateTimeOffset moment) =>
        new(moment.UtcTicks - (moment.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
