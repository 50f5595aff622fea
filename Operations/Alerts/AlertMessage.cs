using System.Text.Json.Serialization;

namespace Platform.Operations.Alerts;

/// <summary>Represents a message of Alertmanager's webhook, version 4. What is not listed is not needed.</summary>
/// <param name="Alerts">The alerts that it tells of.</param>
internal sealed record AlertMessage(IReadOnlyList<AlertOfMessage>? Alerts);

/// <summary>Represents an alert of Alertmanager's webhook, and of its list of alerts.</summary>
/// <param name="Labels">The labels.</param>
/// <param name="Annotations">The annotations.</param>
/// <param name="StartsAt">When it began to fire.</param>
/// <param name="EndsAt">When it ended; of one that fires the year 1 in the webhook, and a time to come in the list.</param>
/// <param name="Fingerprint">The hash of the labels.</param>
internal sealed record AlertOfMessage(
    IReadOnlyDictionary<string, string>? Labels,
    IReadOnlyDictionary<string, string>? Annotations,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string? Fingerprint)
{
    /// <summary>Gets <c>firing</c> or <c>resolved</c>, in the webhook only: in the list it is an object.</summary>
    public System.Text.Json.JsonElement Status { get; init; }
}

/// <summary>Reads what Alertmanager sends.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AlertMessage))]
[JsonSerializable(typeof(IReadOnlyList<AlertOfMessage>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class AlertJson : JsonSerializerContext;
