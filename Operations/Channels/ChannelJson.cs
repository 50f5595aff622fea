using System.Text.Json.Serialization;

namespace Platform.Operations.Channels;

/// <summary>Serialises what providers of channels take.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SlackMessage))]
[JsonSerializable(typeof(PagerDutyEvent))]
[JsonSerializable(typeof(TextMessage))]
[JsonSerializable(typeof(IncidentHook))]
[JsonSerializable(typeof(TeamsMessage))]
internal sealed partial class ChannelJson : JsonSerializerContext;

/// <summary>A message of Slack's incoming webhooks.</summary>
/// <param name="Text">The text, in Slack's own form of markup.</param>
internal sealed record SlackMessage(string Text);

/// <summary>An event of PagerDuty, version 2.</summary>
/// <param name="RoutingKey">Names the service there.</param>
/// <param name="EventAction"><c>trigger</c>, <c>acknowledge</c> or <c>resolve</c>.</param>
/// <param name="DedupKey">The same for all events of an incident.</param>
/// <param name="Payload">What is wrong; of a trigger only.</param>
/// <param name="Links">Links to pages.</param>
internal sealed record PagerDutyEvent(string RoutingKey, string EventAction, string DedupKey, PagerDutyPayload? Payload, IReadOnlyList<PagerDutyLink>? Links);

/// <summary>What is wrong, as PagerDuty takes it.</summary>
/// <param name="Summary">A line.</param>
/// <param name="Source">The service that it is about.</param>
/// <param name="Severity"><c>critical</c>, <c>warning</c> or <c>info</c>.</param>
internal sealed record PagerDutyPayload(string Summary, string Source, string Severity);

/// <summary>A link of an event of PagerDuty.</summary>
/// <param name="Href">The address.</param>
/// <param name="Text">Its name.</param>
internal sealed record PagerDutyLink(string Href, string Text);

/// <summary>A text message, as a provider takes it.</summary>
/// <param name="To">The number.</param>
/// <param name="Text">The text.</param>
internal sealed record TextMessage(string To, string Text);

/// <summary>What programs are told of an incident.</summary>
/// <param name="Type"><c>incident.opened</c>, <c>incident.acknowledged</c>, <c>incident.resolved</c>, <c>incident.escalated</c> or <c>test</c>.</param>
/// <param name="Timestamp">When it was sent.</param>
/// <param name="Number">The number of the incident.</param>
/// <param name="Title">What is wrong.</param>
/// <param name="Service">The service that it is about.</param>
/// <param name="Severity"><c>p1</c>, <c>p2</c> or <c>p3</c>.</param>
/// <param name="State">The state.</param>
/// <param name="DetectedAt">When it began.</param>
/// <param name="Url">The address of the incident on the page.</param>
internal sealed record IncidentHook(
    string Type, DateTimeOffset Timestamp, long? Number, string? Title, string? Service, string? Severity, string? State, DateTimeOffset? DetectedAt, string? Url);

/// <summary>A message of a workflow of Microsoft Teams.</summary>
/// <param name="Type">Always <c>message</c>.</param>
/// <param name="Attachments">The card.</param>
internal sealed record TeamsMessage(string Type, IReadOnlyList<TeamsAttachment> Attachments);

/// <summary>Holds a card.</summary>
/// <param name="ContentType">The type of cards.</param>
/// <param name="Content">The card.</param>
internal sealed record TeamsAttachment([property: JsonPropertyName("contentType")] string ContentType, TeamsCard Content);

/// <summary>A card.</summary>
/// <param name="Type">Always <c>AdaptiveCard</c>.</param>
/// <param name="Version">The version of cards.</param>
/// <param name="Body">The texts.</param>
/// <param name="Actions">The links.</param>
internal sealed record TeamsCard(string Type, string Version, IReadOnlyList<TeamsText> Body, IReadOnlyList<TeamsAction> Actions);

/// <summary>A text of a card.</summary>
/// <param name="Type">Always <c>TextBlock</c>.</param>
/// <param name="Text">The text.</param>
/// <param name="Wrap">Whether it has several lines.</param>
internal sealed record TeamsText(string Type, string Text, bool Wrap);

/// <summary>A link of a card.</summary>
/// <param name="Type">Always <c>Action.OpenUrl</c>.</param>
/// <param name="Title">Its name.</param>
/// <param name="Url">The address.</param>
internal sealed record TeamsAction(string Type, string Title, string Url);
