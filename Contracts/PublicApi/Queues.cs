using System.Text.Json.Serialization;
using Platform.Contracts.Jobs;

namespace Platform.Contracts.PublicApi;

/// <summary>Creates a queue: <c>POST /queues</c>. Omitted settings get their defaults.</summary>
/// <param name="Name">1 to 80 of <c>a-z A-Z 0-9 . _ -</c>, starting with a letter or digit; unique on the platform.</param>
/// <param name="Description">The description, at most 500 characters.</param>
/// <param name="VisibilityTimeoutSeconds">The visibility timeout of a delivered message, 1 to 43,200 (30).</param>
/// <param name="MaxDeliveries">The number of deliveries without an ack after which a message fails, 1 to 1,000 (5).</param>
/// <param name="DelaySeconds">The delivery delay of messages that do not specify one, 0 to 604,800 (0).</param>
/// <param name="TtlSeconds">The time to live of messages that do not specify one, 1 to 2,592,000; 0 for none (the default).</param>
/// <param name="DeduplicationSeconds">How long a deduplication id is remembered, 1 to 86,400 (300).</param>
/// <param name="MaxMessageBytes">The maximum size of a message's content as JSON, 1 to 1,048,576 (262,144).</param>
/// <param name="MaxMessages">The maximum number of messages that are pending, processing or failed, 1 to 100,000,000 (10,000,000).</param>
/// <param name="KeepProcessed">Whether acknowledged messages remain readable for some hours (true).</param>
public sealed record CreateQueueRequest(
    string Name,
    string? Description = null,
    int? VisibilityTimeoutSeconds = null,
    int? MaxDeliveries = null,
    int? DelaySeconds = null,
    int? TtlSeconds = null,
    int? DeduplicationSeconds = null,
    int? MaxMessageBytes = null,
    long? MaxMessages = null,
    bool? KeepProcessed = null);

/// <summary>
/// Changes the specified settings of a queue: <c>PATCH /queues/{queue_name}</c>. The ranges are those of <see cref="CreateQueueRequest"/>.
/// </summary>
/// <param name="Description">The description; an empty text removes it.</param>
/// <param name="VisibilityTimeoutSeconds">Applies to deliveries from now on.</param>
/// <param name="MaxDeliveries">Applies to waiting messages too.</param>
/// <param name="DelaySeconds">Applies to messages from now on.</param>
/// <param name="TtlSeconds">Applies to messages from now on; 0 for none.</param>
/// <param name="DeduplicationSeconds">Applies to messages from now on.</param>
/// <param name="MaxMessageBytes">Applies to messages from now on.</param>
/// <param name="MaxMessages">The maximum; existing messages are kept.</param>
/// <param name="KeepProcessed">Applies to acknowledgements from now on.</param>
public sealed record UpdateQueueRequest(
    string? Description = null,
    int? VisibilityTimeoutSeconds = null,
    int? MaxDeliveries = null,
    int? DelaySeconds = null,
    int? TtlSeconds = null,
    int? DeduplicationSeconds = null,
    int? MaxMessageBytes = null,
    long? MaxMessages = null,
    bool? KeepProcessed = null);

/// <summary>Represents a queue with its settings and counts.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">When it was created, UTC.</param>
/// <param name="UpdatedAt">When its settings were last changed, UTC.</param>
/// <param name="MessageCount">The number of existing messages in any state.</param>
/// <param name="MessagesPending">The number of pending messages, including delayed ones and those behind others of their group.</param>
/// <param name="MessagesProcessing">The number of messages that are delivered and not acknowledged yet.</param>
/// <param name="MessagesProcessed">The number of messages ever acknowledged.</param>
/// <param name="MessagesFailed">The number of dead letters.</param>
/// <param name="MessagesTotal">The number of messages ever published.</param>
/// <param name="OldestPendingAt">When the next message to be delivered was published, UTC; null if none is ready.</param>
/// <param name="Paused">Whether deliveries are paused.</param>
/// <param name="OwnerId">The owner.</param>
/// <param name="Rights">The rights of the caller.</param>
/// <param name="Description">The description.</param>
/// <param name="VisibilityTimeoutSeconds">See <see cref="CreateQueueRequest"/>.</param>
/// <param name="MaxDeliveries">See <see cref="CreateQueueRequest"/>.</param>
/// <param name="DelaySeconds">See <see cref="CreateQueueRequest"/>.</param>
/// <param name="TtlSeconds">See <see cref="CreateQueueRequest"/>; null for none.</param>
/// <param name="DeduplicationSeconds">See <see cref="CreateQueueRequest"/>.</param>
/// <param name="MaxMessageBytes">See <see cref="CreateQueueRequest"/>.</param>
/// <param name="MaxMessages">See <see cref="CreateQueueRequest"/>.</param>
/// <param name="KeepProcessed">See <see cref="CreateQueueRequest"/>.</param>
/// <param name="OwnerEmail">The owner's e-mail address, only for operators who request a single queue.</param>
public sealed record QueueResponse(
    int Id,
    string Name,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    long MessageCount,
    long MessagesPending,
    long MessagesProcessing,
    long MessagesProcessed,
    long MessagesFailed,
    long MessagesTotal,
    DateTimeOffset? OldestPendingAt,
    bool Paused,
    Guid OwnerId,
    IReadOnlyList<QueueRight> Rights,
    string? Description,
    int VisibilityTimeoutSeconds,
    int MaxDeliveries,
    int DelaySeconds,
    int? TtlSeconds,
    int DeduplicationSeconds,
    int MaxMessageBytes,
    long MaxMessages,
    bool KeepProcessed,
    string? OwnerEmail = null);

/// <summary>Lists the rights to a queue.</summary>
[JsonConverter(typeof(EnumNameConverter<QueueRight>))]
public enum QueueRight
{
    /// <summary>To see the queue and its messages.</summary>
    [JsonStringEnumMemberName("read")]
    Read = 1,

    /// <summary>To publish messages.</summary>
    [JsonStringEnumMemberName("publish")]
    Publish = 2,

    /// <summary>To consume, acknowledge, extend and return messages.</summary>
    [JsonStringEnumMemberName("consume")]
    Consume = 4,

    /// <summary>Everything else; only for the owner and operators, and cannot be shared.</summary>
    [JsonStringEnumMemberName("manage")]
    Manage = 8,
}

/// <summary>Replaces the rights of a user: <c>PUT /queues/{queue_name}/rights/{user}</c>.</summary>
/// <param name="Rights">The rights: <c>read</c>, <c>publish</c>, <c>consume</c>.</param>
public sealed record ShareQueueRequest(IReadOnlyList<QueueRight> Rights);

/// <summary>Represents the rights of another user to a queue.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Rights">The rights.</param>
/// <param name="GrantedAt">When they were granted, UTC.</param>
/// <param name="Email">The user's e-mail address; null if the account was deleted.</param>
public sealed record QueueShare(Guid UserId, IReadOnlyList<QueueRight> Rights, DateTimeOffset GrantedAt, string? Email = null);

/// <summary>Holds the number of messages that a request changed.</summary>
/// <param name="Affected">The number of messages purged or replayed.</param>
/// <param name="More">True if the time limit of a call was reached first and the same call has to be repeated. Omitted otherwise.</param>
public sealed record MessagesAffected(long Affected, bool? More = null);

/// <summary>Selects dead letters by exactly one of ids, filter and all.</summary>
/// <param name="Ids">1 to 1,000 messages.</param>
/// <param name="Filter">The filter.</param>
/// <param name="All">True to select all.</param>
public sealed record DeadLettersRequest(IReadOnlyList<long>? Ids = null, DeadLetterFilter? Filter = null, bool? All = null);

/// <summary>Filters dead letters; all specified parts must match.</summary>
/// <param name="Reason">The reason for the failure: <c>max_deliveries</c>, <c>expired</c>, or the consumer's own.</param>
/// <param name="Group">The message group.</param>
/// <param name="FailedAfter">The earliest failure, with a zone.</param>
/// <param name="FailedBefore">The latest failure, exclusive, with a zone.</param>
public sealed record DeadLetterFilter(
    string? Reason = null, string? Group = null, DateTimeOffset? FailedAfter = null, DateTimeOffset? FailedBefore = null);
