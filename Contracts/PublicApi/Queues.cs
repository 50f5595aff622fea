using System.Text.Json.Serialization;

namespace Platform.Contracts.PublicApi;

/// <summary><c>POST /queues</c>. What is left out gets its default.</summary>
/// <param name="Name">1 to 80 of <c>a-z A-Z 0-9 . _ -</c>, beginning with a letter or digit; unique on the platform.</param>
/// <param name="Description">For people; at most 500 characters.</param>
/// <param name="VisibilityTimeoutSeconds">1 to 43,200 (30): how long a delivered message stays invisible.</param>
/// <param name="MaxDeliveries">1 to 1,000 (5): after so many deliveries without an ack a message fails.</param>
/// <param name="DelaySeconds">0 to 604,800 (0): wait of a message that brings none of its own.</param>
/// <param name="TtlSeconds">1 to 2,592,000: life of a message that brings none of its own; 0 for no end (the default).</param>
/// <param name="DeduplicationSeconds">1 to 86,400 (300): how long a deduplication id is remembered.</param>
/// <param name="MaxMessageBytes">1 to 1,048,576 (262,144): limit of a message's content as JSON.</param>
/// <param name="MaxMessages">1 to 100,000,000 (10,000,000): limit of messages that are pending, processing or failed.</param>
/// <param name="KeepProcessed">Whether acknowledged messages can still be read for some hours (true).</param>
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

/// <summary><c>PATCH /queues/{queue_name}</c>: changes what is given; the ranges are those of <see cref="CreateQueueRequest"/>.</summary>
/// <param name="Description">An empty text removes it.</param>
/// <param name="VisibilityTimeoutSeconds">Of deliveries from now on.</param>
/// <param name="MaxDeliveries">Also of messages that wait already.</param>
/// <param name="DelaySeconds">Of messages from now on.</param>
/// <param name="TtlSeconds">Of messages from now on; 0 for no end.</param>
/// <param name="DeduplicationSeconds">Of messages from now on.</param>
/// <param name="MaxMessageBytes">Of messages from now on.</param>
/// <param name="MaxMessages">Messages that are there already stay.</param>
/// <param name="KeepProcessed">Of acknowledgements from now on.</param>
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

/// <summary>A queue, its settings and its counts.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">Last change of its settings, UTC.</param>
/// <param name="MessageCount">Messages that are there, in every status.</param>
/// <param name="MessagesPending">Waiting, delayed ones and those behind others of their group included.</param>
/// <param name="MessagesProcessing">Delivered and not yet acknowledged.</param>
/// <param name="MessagesProcessed">Acknowledged, ever.</param>
/// <param name="MessagesFailed">In the dead letters.</param>
/// <param name="MessagesTotal">Published, ever.</param>
/// <param name="OldestPendingAt">When the next message to be delivered was published, UTC; null when none is ready.</param>
/// <param name="Paused">Whether deliveries are stopped.</param>
/// <param name="OwnerId">Whose it is.</param>
/// <param name="Rights">What the caller may do with it.</param>
/// <param name="Description">For people.</param>
/// <param name="VisibilityTimeoutSeconds">See <see cref="CreateQueueRequest"/>.</param>
/// <param name="MaxDeliveries">See <see cref="CreateQueueRequest"/>.</param>
/// <param name="DelaySeconds">See <see cref="CreateQueueRequest"/>.</param>
/// <param name="TtlSeconds">Null for no end.</param>
/// <param name="DeduplicationSeconds">See <see cref="CreateQueueRequest"/>.</param>
/// <param name="MaxMessageBytes">See <see cref="CreateQueueRequest"/>.</param>
/// <param name="MaxMessages">See <see cref="CreateQueueRequest"/>.</param>
/// <param name="KeepProcessed">See <see cref="CreateQueueRequest"/>.</param>
/// <param name="OwnerEmail">The owner's address; told to operators who ask for one queue.</param>
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

/// <summary>What a user may do with a queue.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<QueueRight>))]
public enum QueueRight
{
    /// <summary>See the queue and its messages.</summary>
    [JsonStringEnumMemberName("read")]
    Read = 1,

    /// <summary>Publish messages.</summary>
    [JsonStringEnumMemberName("publish")]
    Publish = 2,

    /// <summary>Consume, acknowledge, extend and give back messages.</summary>
    [JsonStringEnumMemberName("consume")]
    Consume = 4,

    /// <summary>Everything else; the owner's and the operators', it cannot be shared.</summary>
    [JsonStringEnumMemberName("manage")]
    Manage = 8,
}

/// <summary><c>PUT /queues/{queue_name}/rights/{user}</c>: replaces the rights of a user.</summary>
/// <param name="Rights">Of <c>read</c>, <c>publish</c>, <c>consume</c>.</param>
public sealed record ShareQueueRequest(IReadOnlyList<QueueRight> Rights);

/// <summary>What another user may do with a queue.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Rights">What they may do.</param>
/// <param name="GrantedAt">Since when, UTC.</param>
/// <param name="Email">Their address; null when the account is gone.</param>
public sealed record QueueShare(Guid UserId, IReadOnlyList<QueueRight> Rights, DateTimeOffset GrantedAt, string? Email = null);

/// <summary>How many messages a request changed.</summary>
/// <param name="Affected">Messages purged or replayed.</param>
/// <param name="More">True when the time of a call was over before all were: the same call goes on. Left out otherwise.</param>
public sealed record MessagesAffected(long Affected, bool? More = null);

/// <summary>Which dead letters. Exactly one of ids, filter and all.</summary>
/// <param name="Ids">1 to 1,000 messages.</param>
/// <param name="Filter">Those that match.</param>
/// <param name="All">True for all of them.</param>
public sealed record DeadLettersRequest(IReadOnlyList<long>? Ids = null, DeadLetterFilter? Filter = null, bool? All = null);

/// <summary>A filter over dead letters; every given part must match.</summary>
/// <param name="Reason">The reason they failed for: <c>max_deliveries</c>, <c>expired</c>, or the consumer's own.</param>
/// <param name="Group">Message group.</param>
/// <param name="FailedAfter">Failed at or after, with a zone.</param>
/// <param name="FailedBefore">Failed before, with a zone.</param>
public sealed record DeadLetterFilter(
    string? Reason = null, string? Group = null, DateTimeOffset? FailedAfter = null, DateTimeOffset? FailedBefore = null);
