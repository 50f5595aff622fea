using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Contracts.PublicApi;

/// <summary>Where a message stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MessageStatus>))]
public enum MessageStatus
{
    /// <summary>Waiting: ready, delayed, or behind another of its group.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending = 0,

    /// <summary>Delivered and not yet acknowledged.</summary>
    [JsonStringEnumMemberName("processing")]
    Processing = 1,

    /// <summary>Acknowledged.</summary>
    [JsonStringEnumMemberName("processed")]
    Processed = 2,

    /// <summary>Given up: a dead letter.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed = 3,
}

/// <summary><c>POST /queues/{queue_name}/messages</c>: either one message, or several in <paramref name="Messages"/> and nothing else.</summary>
/// <param name="Content">Any JSON value; text for <c>text/plain</c>, base64 for <c>application/octet-stream</c>.</param>
/// <param name="ContentType"><c>application/json</c>, <c>text/plain</c> or <c>application/octet-stream</c>; left out, text/plain for a JSON string and application/json for anything else.</param>
/// <param name="Headers">At most 32 names (1 to 100 characters) with texts (at most 1,000 characters).</param>
/// <param name="Priority">0 to 9 (0): higher goes first.</param>
/// <param name="DelaySeconds">0 to 604,800; left out for the queue's.</param>
/// <param name="TtlSeconds">1 to 2,592,000: after that it is not delivered any more; left out for the queue's.</param>
/// <param name="Group">1 to 128 characters: messages of a group are delivered one after another, in their order.</param>
/// <param name="DeduplicationId">1 to 128 characters: the same again within the queue's window is not stored a second time.</param>
/// <param name="Messages">1 to 1,000 messages of this form, stored together or not at all.</param>
public sealed record PublishRequest(
    JsonElement? Content = null,
    string? ContentType = null,
    IReadOnlyDictionary<string, string>? Headers = null,
    int? Priority = null,
    int? DelaySeconds = null,
    int? TtlSeconds = null,
    string? Group = null,
    string? DeduplicationId = null,
    IReadOnlyList<PublishRequest>? Messages = null);

/// <summary>Answer to one published message.</summary>
/// <param name="Id">The message.</param>
/// <param name="QueueName">Its queue.</param>
/// <param name="Status">Pending; of a duplicate where the earlier message stands.</param>
/// <param name="CreatedAt">UTC; of the earlier message, when this one is a duplicate.</param>
/// <param name="Duplicate">True when the deduplication id was known: the id is that of the earlier message.</param>
public sealed record PublishedMessage(long Id, string QueueName, MessageStatus Status, DateTimeOffset CreatedAt, bool? Duplicate = null);

/// <summary>Answer to several published messages.</summary>
/// <param name="Messages">In the order of the request.</param>
public sealed record PublishedMessages(IReadOnlyList<PublishedMessage> Messages);

/// <summary>A message.</summary>
/// <param name="Id">Its number; grows with the time of publication.</param>
/// <param name="QueueName">Its queue.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Content">As it was published.</param>
/// <param name="ContentType">How to read the content.</param>
/// <param name="CreatedAt">Published, UTC.</param>
/// <param name="DeliveryCount">How many times it was delivered.</param>
/// <param name="Priority">0 to 9.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Group">Its group.</param>
/// <param name="DeduplicationId">Its deduplication id.</param>
/// <param name="AvailableAt">Not delivered before, UTC.</param>
/// <param name="ExpiresAt">Not delivered after, UTC.</param>
/// <param name="DeliveredAt">Last delivery, UTC.</param>
/// <param name="VisibleAt">While processing: when it is delivered again unless acknowledged, UTC.</param>
/// <param name="FinishedAt">Processed or failed, UTC.</param>
/// <param name="FailureReason">Why it failed.</param>
/// <param name="Receipt">Only in an answer to consume: proves this delivery to ack, nack and extend.</param>
/// <param name="TraceParent">W3C traceparent of its publication, where that was sampled.</param>
/// <param name="Unreadable">True where what is stored of it cannot be given back: then the content is null.</param>
public sealed record MessageResponse(
    long Id,
    string QueueName,
    MessageStatus Status,
    JsonElement Content,
    string ContentType,
    DateTimeOffset CreatedAt,
    int DeliveryCount,
    int Priority = 0,
    IReadOnlyDictionary<string, string>? Headers = null,
    string? Group = null,
    string? DeduplicationId = null,
    DateTimeOffset? AvailableAt = null,
    DateTimeOffset? ExpiresAt = null,
    DateTimeOffset? DeliveredAt = null,
    DateTimeOffset? VisibleAt = null,
    DateTimeOffset? FinishedAt = null,
    string? FailureReason = null,
    string? Receipt = null,
    string? TraceParent = null,
    bool? Unreadable = null);

/// <summary>Answer to <c>GET /queues/{queue_name}/messages/consume</c>; 204 without a body when there is none.</summary>
/// <param name="Messages">At least one.</param>
public sealed record ConsumedMessages(IReadOnlyList<MessageResponse> Messages);

/// <summary><c>POST /messages/{message_id}/ack</c>; the body may be left out.</summary>
/// <param name="Receipt">Of the delivery; left out, the current delivery is meant, whoever holds it.</param>
public sealed record AckRequest(string? Receipt = null);

/// <summary><c>POST /messages/{message_id}/nack</c>; the body may be left out.</summary>
/// <param name="Receipt">As for ack.</param>
/// <param name="Requeue">True (the default) to have it delivered again, false to fail it now.</param>
/// <param name="DelaySeconds">0 to 43,200 (0): not before.</param>
/// <param name="Reason">Why, for the dead letters; at most 500 characters.</param>
public sealed record NackRequest(string? Receipt = null, bool? Requeue = null, int? DelaySeconds = null, string? Reason = null);

/// <summary><c>POST /messages/{message_id}/extend</c>.</summary>
/// <param name="VisibilityTimeoutSeconds">1 to 43,200, from now.</param>
/// <param name="Receipt">As for ack.</param>
public sealed record ExtendRequest(int VisibilityTimeoutSeconds, string? Receipt = null);

/// <summary><c>POST /messages/ack</c>.</summary>
/// <param name="Messages">1 to 1,000 deliveries.</param>
public sealed record AckManyRequest(IReadOnlyList<DeliveryReference> Messages);

/// <summary><c>POST /messages/nack</c>.</summary>
/// <param name="Messages">1 to 1,000 deliveries.</param>
/// <param name="Requeue">As for nack.</param>
/// <param name="DelaySeconds">As for nack.</param>
/// <param name="Reason">As for nack.</param>
public sealed record NackManyRequest(
    IReadOnlyList<DeliveryReference> Messages, bool? Requeue = null, int? DelaySeconds = null, string? Reason = null);

/// <summary>A delivery.</summary>
/// <param name="Id">The message.</param>
/// <param name="Receipt">As for ack.</param>
public sealed record DeliveryReference(long Id, string? Receipt = null);

/// <summary>What became of a delivery.</summary>
/// <param name="Id">The message.</param>
/// <param name="Status">Where it stands now.</param>
/// <param name="VisibleAt">After extend: when it is delivered again unless acknowledged, UTC.</param>
public sealed record SettledMessage(long Id, MessageStatus Status, DateTimeOffset? VisibleAt = null);

/// <summary>Answer to an acknowledgement of several deliveries.</summary>
/// <param name="Results">In the order of the request.</param>
public sealed record SettledMessages(IReadOnlyList<SettledResult> Results);

/// <summary>What became of one of several deliveries.</summary>
/// <param name="Id">The message.</param>
/// <param name="Status">HTTP status it would have had alone: 200, 403, 404 or 409.</param>
/// <param name="Code">Code of the problem it would have had alone; null when it went well.</param>
public sealed record SettledResult(long Id, int Status, string? Code = null);
