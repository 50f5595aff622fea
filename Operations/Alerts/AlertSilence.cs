using System.Text.Json.Serialization;

namespace Platform.Operations.Alerts;

/// <summary>Represents a silence of Alertmanager. What is not listed is not needed.</summary>
/// <param name="Id">The id; null for one that is to be made.</param>
/// <param name="Status">Its state; null for one that is to be made.</param>
/// <param name="Matchers">The labels of the alerts that it mutes.</param>
/// <param name="StartsAt">When it begins.</param>
/// <param name="EndsAt">When it ends.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="Comment">What it is for.</param>
internal sealed record AlertSilence(
    string? Id, SilenceState? Status, IReadOnlyList<LabelMatcher> Matchers, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string CreatedBy, string Comment);

/// <summary>Represents the state of a silence.</summary>
/// <param name="State">One of <c>pending</c>, <c>active</c> and <c>expired</c>.</param>
internal sealed record SilenceState(string State);

/// <summary>Represents a condition on a label.</summary>
/// <param name="Name">The name of the label.</param>
/// <param name="Value">The value, or an expression for all of it.</param>
/// <param name="IsRegex">Whether the value is an expression.</param>
/// <param name="IsEqual">Whether the label has to match.</param>
internal sealed record LabelMatcher(string Name, string Value, bool IsRegex, bool IsEqual);

/// <summary>Reads and writes silences.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlertSilence))]
[JsonSerializable(typeof(IReadOnlyList<AlertSilence>))]
internal sealed partial class SilenceJson : JsonSerializerContext;
