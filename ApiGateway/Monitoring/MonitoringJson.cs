using System.Text.Json.Serialization;

namespace Platform.ApiGateway.Monitoring;

/// <summary>Parses responses of Prometheus and Alertmanager.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = false)]
[JsonSerializable(typeof(PrometheusAlerts))]
[JsonSerializable(typeof(PrometheusError))]
[JsonSerializable(typeof(IReadOnlyList<ManagedAlert>))]
[JsonSerializable(typeof(IReadOnlyList<ManagedSilence>))]
[JsonSerializable(typeof(NewSilence))]
[JsonSerializable(typeof(CreatedSilence))]
[JsonSerializable(typeof(string))]
internal sealed partial class MonitoringJson : JsonSerializerContext;

internal sealed record PrometheusAlerts(PrometheusAlertList Data);

internal sealed record PrometheusAlertList(IReadOnlyList<PrometheusAlert> Alerts);

/// <summary>Represents an alert of Prometheus' rules.</summary>
internal sealed record PrometheusAlert(
    Dictionary<string, string> Labels, Dictionary<string, string> Annotations, string State, DateTimeOffset ActiveAt, string Value);

internal sealed record PrometheusError(string? ErrorType, string? Error);

/// <summary>Represents an alert in Alertmanager.</summary>
internal sealed record ManagedAlert(Dictionary<string, string> Labels, ManagedStatus Status);

internal sealed record ManagedStatus(IReadOnlyList<string>? SilencedBy, IReadOnlyList<string>? InhibitedBy);

internal sealed record ManagedSilence(
    string Id, SilenceStatus Status, IReadOnlyList<ManagedMatcher> Matchers, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string CreatedBy, string Comment);

internal sealed record SilenceStatus(string State);

internal sealed record ManagedMatcher(string Name, string Value, bool IsRegex, bool IsEqual = true);

internal sealed record NewSilence(IReadOnlyList<ManagedMatcher> Matchers, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string CreatedBy, string Comment);

internal sealed record CreatedSilence([property: JsonPropertyName("silenceID")] string SilenceId);
