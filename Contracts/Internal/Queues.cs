using Platform.Contracts.PublicApi;

namespace Platform.Contracts.Internal;

/// <summary>Requests the queues that an actor may see, by name: <c>POST /internal/v1/queues/search</c>.</summary>
/// <param name="Actor">The acting user; operators see all queues.</param>
/// <param name="Limit">1 to 1,000.</param>
/// <param name="After">The name of the last queue of the previous page.</param>
/// <param name="NameContains">A part of the name, ignoring case.</param>
public sealed record QueueSearch(Actor Actor, int Limit, string? After = null, string? NameContains = null);

/// <summary>Represents a page of queues.</summary>
/// <param name="Queues">By name.</param>
/// <param name="Next">The value of <see cref="QueueSearch.After"/> for the next page; null on the last.</param>
public sealed record QueueSearchResult(IReadOnlyList<QueueResponse> Queues, string? Next);

/// <summary>Requests a queue: <c>POST /internal/v1/queues/get</c> → QueueResponse; 404 also if the actor may not see it.</summary>
/// <param name="Actor">The acting user.</param>
/// <param name="Name">The queue.</param>
public sealed record NamedQueue(Actor Actor, string Name);

/// <summary>Gives up the rights to a shared queue, if there are any: <c>POST /internal/v1/queues/leave</c> → 204.</summary>
/// <param name="Actor">The acting user.</param>
/// <param name="Name">The queue.</param>
public sealed record LeftQueue(Actor Actor, string Name);

/// <summary>Creates a queue: <c>POST /internal/v1/queues</c> → 201 QueueResponse; 409 <c>queue_exists</c>, 429 <c>quota_exceeded</c>.</summary>
/// <param name="Actor">The owner.</param>
/// <param name="Queue">The validated request.</param>
public sealed record NewQueue(Actor Actor, CreateQueueRequest Queue);

/// <summary>Changes, pauses or resumes a queue: <c>POST /internal/v1/queues/update</c> → QueueResponse.</summary>
/// <param name="Actor">The acting user.</param>
/// <param name="Name">The queue.</param>
/// <param name="Changes">The validated changes.</param>
/// <param name="Paused">Set to pause or resume.</param>
public sealed record ChangeQueue(Actor Actor, string Name, UpdateQueueRequest? Changes = null, bool? Paused = null);

/// <summary>Lists the rights to a queue, after setting those of a user if one is specified: <c>POST /internal/v1/queues/rights</c> → list of QueueShare.</summary>
/// <param name="Actor">The acting user.</param>
/// <param name="Name">The queue.</param>
/// <param name="UserId">The user whose rights are set.</param>
/// <param name="Rights">The new rights; empty for none.</param>
public sealed record QueueRights(Actor Actor, string Name, Guid? UserId = null, IReadOnlyList<QueueRight>? Rights = null);

/// <summary>
/// Requests the messages of a queue, newest first: <c>POST /internal/v1/queues/messages</c> → <see cref="MessagePage"/>. With
/// <see cref="Status"/> = failed these are its dead letters.
/// </summary>
/// <param name="Actor">The acting user, who needs the right to read.</param>
/// <param name="Name">The queue.</param>
/// <param name="Limit">1 to 200.</param>
/// <param name="Status">The status; null for all.</param>
/// <param name="Before">The id of the last message of the previous page.</param>
/// <param name="Filter">Only failed messages that match.</param>
public sealed record MessageSearch(
    Actor Actor, string Name, int Limit, MessageStatus? Status = null, long? Before = null, DeadLetterFilter? Filter = null);

/// <summary>Represents a page of messages.</summary>
/// <param name="Messages">Newest first.</param>
/// <param name="Next">The value of <see cref="MessageSearch.Before"/> for the next page; null on the last.</param>
public sealed record MessagePage(IReadOnlyList<MessageResponse> Messages, long? Next);

/// <summary>Requests a page of each of several queues: <c>POST /internal/v1/queues/pages</c> → <see cref="MessagePages"/>.</summary>
/// <param name="Actor">The acting user.</param>
/// <param name="Names">1 to 200 queues.</param>
/// <param name="Limit">The maximum number of messages of each queue, 1 to 200.</param>
/// <param name="Status">The status; null for all.</param>
/// <param name="Before">The id of the last message of the previous page.</param>
public sealed record MessagePagesSearch(Actor Actor, IReadOnlyList<string> Names, int Limit, MessageStatus? Status = null, long? Before = null);

/// <summary>Holds pages of several queues.</summary>
/// <param name="Messages">The messages by queue, newest first. Queues that do not exist, or that the actor may not read, are omitted.</param>
public sealed record MessagePages(IReadOnlyDictionary<string, IReadOnlyList<MessageResponse>> Messages);

/// <summary>Requests a message: <c>POST /internal/v1/messages/get</c> → MessageResponse | 404.</summary>
/// <param name="Actor">The acting user, who needs the right to read.</param>
/// <param name="Id">The message.</param>
public sealed record NumberedMessage(Actor Actor, long Id);

/// <summary>
/// Replays or purges dead letters: <c>POST /internal/v1/queues/replay</c> and <c>…/queues/purge-dead-letters</c> → MessagesAffected. (Purging pending messages is
/// <c>POST /internal/v1/queues/purge</c> with a <see cref="NamedQueue"/>, deleting a queue <c>…/queues/delete</c> → 204.)
/// </summary>
/// <param name="Actor">The acting user, who needs the right to manage.</param>
/// <param name="Name">The queue.</param>
/// <param name="Which">The selected dead letters.</param>
public sealed record DeadLetters(Actor Actor, string Name, DeadLettersRequest Which);

/// <summary>Holds the totals of all queues, which are updated with every change: <c>GET /internal/v1/queues/totals</c>.</summary>
/// <param name="Queues">The number of queues.</param>
/// <param name="Published">The number of messages ever published.</param>
/// <param name="Pending">The number of pending messages.</param>
/// <param name="Processing">The number of messages that are delivered and not acknowledged.</param>
/// <param name="Processed">The number of messages ever acknowledged.</param>
/// <param name="Failed">The number of dead letters.</param>
public sealed record QueueTotals(long Queues, long Published, long Pending, long Processing, long Processed, long Failed);
