using Platform.Contracts.PublicApi;

namespace Platform.Contracts.Internal;

/// <summary><c>POST /internal/v1/queues/search</c>: the queues that an actor may see, by name.</summary>
/// <param name="Actor">Who asks; operators see all.</param>
/// <param name="Limit">1 to 1,000.</param>
/// <param name="After">Name of the last queue of the page before.</param>
/// <param name="NameContains">Part of the name, in either case.</param>
public sealed record QueueSearch(Actor Actor, int Limit, string? After = null, string? NameContains = null);

/// <summary>A page of queues.</summary>
/// <param name="Queues">By name.</param>
/// <param name="Next">Value of <see cref="QueueSearch.After"/> for the next page; null on the last.</param>
public sealed record QueueSearchResult(IReadOnlyList<QueueResponse> Queues, string? Next);

/// <summary><c>POST /internal/v1/queues/get</c> → QueueResponse; 404 also where the actor may not know of it.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="Name">The queue.</param>
public sealed record NamedQueue(Actor Actor, string Name);

/// <summary><c>POST /internal/v1/queues/leave</c> → 204, also where there is nothing to leave: the actor gives up what the owner has shared.</summary>
/// <param name="Actor">Who leaves.</param>
/// <param name="Name">The queue.</param>
public sealed record LeftQueue(Actor Actor, string Name);

/// <summary><c>POST /internal/v1/queues</c> → 201 QueueResponse; 409 <c>queue_exists</c>, 429 <c>quota_exceeded</c>.</summary>
/// <param name="Actor">Its owner.</param>
/// <param name="Queue">Validated.</param>
public sealed record NewQueue(Actor Actor, CreateQueueRequest Queue);

/// <summary><c>POST /internal/v1/queues/update</c> → QueueResponse.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="Name">The queue.</param>
/// <param name="Changes">Validated.</param>
/// <param name="Paused">Set to pause or resume.</param>
public sealed record ChangeQueue(Actor Actor, string Name, UpdateQueueRequest? Changes = null, bool? Paused = null);

/// <summary><c>POST /internal/v1/queues/rights</c> → list of QueueShare; sets the rights of a user first when one is given.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="Name">The queue.</param>
/// <param name="UserId">Whose rights to set.</param>
/// <param name="Rights">The new rights; empty for none.</param>
public sealed record QueueRights(Actor Actor, string Name, Guid? UserId = null, IReadOnlyList<QueueRight>? Rights = null);

/// <summary>
/// <c>POST /internal/v1/queues/messages</c> → <see cref="MessagePage"/>: messages of a queue, newest first; with
/// <see cref="Status"/> = failed they are its dead letters.
/// </summary>
/// <param name="Actor">Who asks; needs the right to read.</param>
/// <param name="Name">The queue.</param>
/// <param name="Limit">1 to 200.</param>
/// <param name="Status">Only these; null for all.</param>
/// <param name="Before">Id of the last message of the page before.</param>
/// <param name="Filter">Only failed ones that match.</param>
public sealed record MessageSearch(
    Actor Actor, string Name, int Limit, MessageStatus? Status = null, long? Before = null, DeadLetterFilter? Filter = null);

/// <summary>A page of messages.</summary>
/// <param name="Messages">Newest first.</param>
/// <param name="Next">Value of <see cref="MessageSearch.Before"/> for the next page; null on the last.</param>
public sealed record MessagePage(IReadOnlyList<MessageResponse> Messages, long? Next);

/// <summary><c>POST /internal/v1/queues/pages</c> → <see cref="MessagePages"/>: a page of each of several queues, read together.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="Names">1 to 200 queues.</param>
/// <param name="Limit">1 to 200, of each queue.</param>
/// <param name="Status">Only these; null for all.</param>
/// <param name="Before">Id of the last message of the page before.</param>
public sealed record MessagePagesSearch(Actor Actor, IReadOnlyList<string> Names, int Limit, MessageStatus? Status = null, long? Before = null);

/// <summary>Pages of several queues.</summary>
/// <param name="Messages">By queue, newest first. Queues that are not there, or that the actor may not read, are left out.</param>
public sealed record MessagePages(IReadOnlyDictionary<string, IReadOnlyList<MessageResponse>> Messages);

/// <summary><c>POST /internal/v1/messages/get</c> → MessageResponse | 404.</summary>
/// <param name="Actor">Who asks; needs the right to read.</param>
/// <param name="Id">The message.</param>
public sealed record NumberedMessage(Actor Actor, long Id);

/// <summary>
/// <c>POST /internal/v1/queues/replay</c> and <c>…/queues/purge-dead-letters</c> → MessagesAffected. (A purge of what is pending is
/// <c>POST /internal/v1/queues/purge</c> with a <see cref="NamedQueue"/>, a deletion <c>…/queues/delete</c> → 204.)
/// </summary>
/// <param name="Actor">Who asks; needs the right to manage.</param>
/// <param name="Name">The queue.</param>
/// <param name="Which">Which dead letters.</param>
public sealed record DeadLetters(Actor Actor, string Name, DeadLettersRequest Which);

/// <summary><c>GET /internal/v1/queues/totals</c>: sums over all queues, kept as they change.</summary>
/// <param name="Queues">Queues that exist.</param>
/// <param name="Published">Messages published, ever.</param>
/// <param name="Pending">Waiting.</param>
/// <param name="Processing">Delivered and not acknowledged.</param>
/// <param name="Processed">Acknowledged, ever.</param>
/// <param name="Failed">In the dead letters.</param>
public sealed record QueueTotals(long Queues, long Published, long Pending, long Processing, long Processed, long Failed);
