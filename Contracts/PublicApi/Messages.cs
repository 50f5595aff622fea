using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Contracts.Jobs;

namespace Platform.Contracts.PublicApi;

/// <summary>Lists the states of a message.</summary>
[JsonConverter(typeof(EnumNameConverter<MessageStatus>))]
public enum MessageStatus
{
    /// <summary>Waiting: ready, delayed, or behind another message of its group.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending = 0,

    /// <summary>Delivered and not acknowledged yet.</summary>
    [JsonStringEnumMemberName("processing")]
    Processing = 1,

    /// <summary>Acknowledged.</summary>
    [JsonStringEnumMemberName("processed")]
    Processed = 2,

    /// <summary>Failed for good: a dead letter.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed = 3,
}

/// <summary>
/// Publishes either one message, or several in <paramref name="Messages"/> and nothing else: <c>POST /queues/{queue_name}/messages</c>.
/// </summary>
/// <param name="Content">Any JSON value; a text for <c>text/plain</c>, base64 for <c>application/octet-stream</c>.</param>
/// <param name="ContentType">
/// <c>application/json</c>, <c>text/plain</c> or <c>application/octet-stream</c>; by default text/plain for a JSON string and application/json for
/// anything else.
/// </param>
/// <param name="Headers">At most 32 names (1 to 100 characters) with texts (at most 1,000 characters).</param>
/// <param name="Priority">The priority, 0 to 9 (0); higher ones are delivered first.</param>
/// <param name="DelaySeconds">The delivery delay, 0 to 604,800; by default the queue's.</param>
/// <param name="TtlSeconds">The time to live, 1 to 2,592,000, after which it is not delivered; by default the queue's.</param>
/// <param name="Group">The message group, 1 to 128 characters: messages of a group are delivered one after another, in order.</param>
/// <param name="DeduplicationId">
/// The deduplication id, 1 to 128 characters: a message with the same id within the queue's window is not stored.
/// </param>
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

/// <summary>Confirms one published message.</summary>
/// <param name="Id">The id of the message.</param>
/// <param name="QueueName">The name of the queue.</param>
/// <param name="Status">Pending; for a duplicate the state of the earlier message.</param>
/// <param name="CreatedAt">When it was stored, UTC; for a duplicate when the earlier message was.</param>
/// <param name="Duplicate">True if the deduplication id was known: the id is that of the earlier message.</param>
public sealed record PublishedMessage(long Id, string QueueName, MessageStatus Status, DateTimeOffset CreatedAt, bool? Duplicate = null);

/// <summary>Confirms several published messages.</summary>
/// <param name="Messages">The messages in the order of the request.</param>
public sealed record PublishedMessages(IReadOnlyList<PublishedMessage> Messages);

/// <summary>Represents a message.</summary>
/// <param name="Id">The id, which grows with the time of publication.</param>
/// <param name="QueueName">The name of the queue.</param>
/// <param name="Status">The state.</param>
/// <param name="Content">The content as it was published.</param>
/// <param name="ContentType">The media type of the content.</param>
/// <param name="CreatedAt">When it was published, UTC.</param>
/// <param name="DeliveryCount">The number of deliveries.</param>
/// <param name="Priority">The priority, 0 to 9.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Group">Its group.</param>
/// <param name="DeduplicationId">Its deduplication id.</param>
/// <param name="AvailableAt">The earliest delivery, UTC.</param>
/// <param name="ExpiresAt">When it expires, UTC.</param>
/// <param name="DeliveredAt">When it was last delivered, UTC.</param>
/// <param name="VisibleAt">While processing: when it is redelivered unless acknowledged, UTC.</param>
/// <param name="FinishedAt">When it was processed or failed, UTC.</param>
/// <param name="FailureReason">The reason for the failure.</param>
/// <param name="Receipt">Only in a response to consume: identifies this delivery for ack, nack and extend.</param>
/// <param name="TraceParent">The W3C traceparent of its publication, if that was sampled.</param>
/// <param name="Unreadable">True if the stored message cannot be returned: the content is then null.</param>
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

/// <summary>Holds the response of <c>GET /queues/{queue_name}/messages/consume</c>; 204 without a body if there are no messages.</summary>
/// <param name="Messages">The messages, at least one.</param>
public sealed record ConsumedMessages(IReadOnlyList<MessageResponse> Messages);

/// <summary>Acknowledges a message: <c>POST /messages/{message_id}/ack</c>; the body may be omitted.</summary>
/// <param name="Receipt">The receipt of the delivery; by default the current delivery, whichever consumer has it.</param>
public sealed record AckRequest(string? Receipt = null);

/// <summary>Returns a message to its queue, or fails it: <c>POST /messages/{message_id}/nack</c>; the body may be omitted.</summary>
/// <param name="Receipt">As for ack.</param>
/// <param name="Requeue">True (the default) to redeliver the message, false to fail it now.</param>
/// <param name="DelaySeconds">The delay before the redelivery, 0 to 43,200 (0).</param>
/// <param name="Reason">The reason for the dead letters; at most 500 characters.</param>
public sealed record NackRequest(string? Receipt = null, bool? Requeue = null, int? DelaySeconds = null, string? Reason = null);

/// <summary>Extends the visibility timeout of a message: <c>POST /messages/{message_id}/extend</c>.</summary>
/// <param name="VisibilityTimeoutSeconds">The new timeout from now on, 1 to 43,200.</param>
/// <param name="Receipt">As for ack.</param>
public sealed record ExtendRequest(int VisibilityTimeoutSeconds, string? Receipt = null);

/// <summary>Acknowledges several messages: <c>POST /messages/ack</c>.</summary>
/// <param name="Messages">1 to 1,000 deliveries.</param>
public sealed record AckManyRequest(IReadOnlyList<DeliveryReference> Messages);

/// <summary>Returns several messages to their queues, or fails them: <c>POST /messages/nack</c>.</summary>
/// <param name="Messages">1 to 1,000 deliveries.</param>
/// <param name="Requeue">As for nack.</param>
/// <param name="DelaySeconds">As for nack.</param>
/// <param name="Reason">As for nack.</param>
public sealed record NackManyRequest(
    IReadOnlyList<DeliveryReference> Messages, bool? Requeue = null, int? DelaySeconds = null, string? Reason = null);

/// <summary>Identifies a delivery.</summary>
/// <param name="Id">The id of the message.</param>
/// <param name="Receipt">As for ack.</param>
public sealed record DeliveryReference(long Id, string? Receipt = null);

/// <summary>Holds the result of settling a delivery.</summary>
/// <param name="Id">The id of the message.</param>
/// <param name="Status">The current state.</param>
/// <param name="VisibleAt">After extend: when it is redelivered unless acknowledged, UTC.</param>
public sealed record SettledMessage(long Id, MessageStatus Status, DateTimeOffset? VisibleAt = null);

/// <summary>Holds the results of settling several deliveries.</summary>
/// <param name="Results">The results in the order of the request.</param>
public sealed record SettledMessages(IReadOnlyList<SettledResult> Results);

/// <summary>Holds the result of settling one of several deliveries.</summary>
/// <param name="Id">The id of the message.</param>
/// <param name="Status">The HTTP status that it would have had on its own: 200, 403, 404 or 409.</param>
/// <param name="Code">The error code that it would have had on its own; null on success.</param>
public sealed record SettledResult(long Id, int Status, string? Code = null);
