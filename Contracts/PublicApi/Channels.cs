using System.Text.Json.Serialization;
using Platform.Contracts.Jobs;

namespace Platform.Contracts.PublicApi;

/// <summary>Lists the kinds of channels by which people are told of incidents.</summary>
[JsonConverter(typeof(EnumNameConverter<ChannelType>))]
public enum ChannelType
{
    /// <summary>An incoming webhook of Slack, whose address is the secret.</summary>
    [JsonStringEnumMemberName("slack")]
    Slack = 1,

    /// <summary>A mail to one or more addresses.</summary>
    [JsonStringEnumMemberName("email")]
    Email = 2,

    /// <summary>Events of PagerDuty, version 2, whose routing key is the secret.</summary>
    [JsonStringEnumMemberName("pagerduty")]
    Pagerduty = 3,

    /// <summary>A provider of text messages that takes JSON, whose token is the secret.</summary>
    [JsonStringEnumMemberName("sms")]
    Sms = 4,

    /// <summary>A program, which gets JSON that the secret signs.</summary>
    [JsonStringEnumMemberName("webhook")]
    Webhook = 5,

    /// <summary>A workflow of Microsoft Teams, whose address is the secret.</summary>
    [JsonStringEnumMemberName("teams")]
    Teams = 6,
}

/// <summary>Adds a channel, or replaces the settings of one: <c>POST /operations/channels</c>, <c>PUT /operations/channels/{id}</c>.</summary>
/// <param name="Name">The name, 1 to 100 characters, unique.</param>
/// <param name="Type">The kind, which stays.</param>
/// <param name="Enabled">Whether it is used (true).</param>
/// <param name="LeastSeverity">The least urgent severity that it wants (p3, which is all).</param>
/// <param name="EscalationsOnly">Whether it wants only what nobody has acknowledged in time (false).</param>
/// <param name="QuietFrom">The minute of the day from which on it is quiet, 0 to 1,439, except for P1; never if omitted.</param>
/// <param name="QuietTo">The minute of the day at which it is quiet no more.</param>
/// <param name="TimeZone">The time zone of these minutes, such as <c>America/Sao_Paulo</c> (UTC).</param>
/// <param name="Address">The address of a webhook or of a provider, or addresses of mail separated by commas, <c>on-call</c> for who is on call; at most 2,000 characters.</param>
/// <param name="Recipient">The number of a telephone, at most 200 characters.</param>
/// <param name="Secret">The secret, at most 4,000 characters; it is never shown. If omitted, a channel keeps the one that it has.</param>
public sealed record SaveChannelSettings(
    string Name,
    ChannelType Type,
    bool Enabled = true,
    IncidentSeverity LeastSeverity = IncidentSeverity.P3,
    bool EscalationsOnly = false,
    int? QuietFrom = null,
    int? QuietTo = null,
    string TimeZone = "UTC",
    string? Address = null,
    string? Recipient = null,
    string? Secret = null);

/// <summary>Describes a channel.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Type">The kind.</param>
/// <param name="Enabled">Whether it is used.</param>
/// <param name="LeastSeverity">The least urgent severity that it wants.</param>
/// <param name="EscalationsOnly">Whether it wants only what nobody has acknowledged in time.</param>
/// <param name="QuietFrom">The minute of the day from which on it is quiet.</param>
/// <param name="QuietTo">The minute of the day at which it is quiet no more.</param>
/// <param name="TimeZone">The time zone of these minutes.</param>
/// <param name="Address">The address of a webhook or of a provider, or addresses of mail.</param>
/// <param name="Recipient">The number of a telephone.</param>
/// <param name="HasSecret">Whether it has a secret.</param>
/// <param name="Revision">Counts its changes; the version that <c>If-Match</c> names.</param>
/// <param name="UpdatedAt">When it last changed.</param>
public sealed record ChannelResponse(
    Guid Id,
    string Name,
    ChannelType Type,
    bool Enabled,
    IncidentSeverity LeastSeverity,
    bool EscalationsOnly,
    int? QuietFrom,
    int? QuietTo,
    string TimeZone,
    string? Address,
    string? Recipient,
    bool HasSecret,
    long Revision,
    DateTimeOffset UpdatedAt);

/// <summary>Lists what becomes of messages.</summary>
[JsonConverter(typeof(EnumNameConverter<DeliveryState>))]
public enum DeliveryState
{
    /// <summary>It will be sent, or sent again.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending = 0,

    /// <summary>It was delivered.</summary>
    [JsonStringEnumMemberName("delivered")]
    Delivered = 1,

    /// <summary>It was refused, or tried as often as it may be.</summary>
    [JsonStringEnumMemberName("given_up")]
    GivenUp = 2,
}

/// <summary>Describes what was told by a channel.</summary>
/// <param name="Id">The id.</param>
/// <param name="ChannelId">The channel.</param>
/// <param name="Channel">Its name.</param>
/// <param name="Incident">The number of the incident; absent for a test.</param>
/// <param name="News">What was told: <c>opened</c>, <c>acknowledged</c>, <c>resolved</c>, <c>escalated</c> or <c>test</c>.</param>
/// <param name="State">What became of it.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="StatusCode">The status of the last answer.</param>
/// <param name="Error">Why it was not delivered.</param>
/// <param name="CreatedAt">When it was queued.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record DeliveryResponse(
    Guid Id,
    Guid ChannelId,
    string Channel,
    long? Incident,
    string News,
    DeliveryState State,
    int Attempts,
    int? StatusCode,
    string? Error,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt);
