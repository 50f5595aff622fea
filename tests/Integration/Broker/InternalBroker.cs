using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Platform.ApiGateway.Queues;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.Integration.Broker;

/// <summary>The internal API of Broker, as the gateway calls it for a user.</summary>
public sealed class InternalBroker(CallInvoker calls, Guid user)
{
    private readonly MessageService.MessageServiceClient _messages = new(calls);
    private readonly StoredMessageService.StoredMessageServiceClient _stored = new(calls);
    private readonly QueueService.QueueServiceClient _queues = new(calls);

    public Actor Actor { get; } = new() { UserId = user.ToBytes() };

    /// <summary>Creates a message with JSON content.</summary>
    public static MessageToPublish Message(string content, int priority = 0, int? delay = null, int? ttl = null, string? group = null, string? key = null, string? headers = null)
    {
        var message = new MessageToPublish { Content = ByteString.CopyFromUtf8(content), Priority = priority };
        if (delay is { } wait)
        {
            message.DelaySeconds = wait;
        }

        if (ttl is { } life)
        {
            message.TtlSeconds = life;
        }

        if (group is not null)
        {
            message.Group = group;
        }

        if (key is not null)
        {
            message.DeduplicationId = key;
        }

        if (headers is not null)
        {
            message.HeadersJson = ByteString.CopyFromUtf8(headers);
        }

        return message;
    }

    /// <summary>Creates a message with text content. The text must need no JSON escapes.</summary>
    public static MessageToPublish Text(string content) => new() { Content = ByteString.CopyFromUtf8($"\"{content}\""), ContentType = MessageContentType.Text };

    public async Task<QueueResponse> CreateAsync(CreateQueueRequest queue) =>
        PublicQueues.ToResponse(await _queues.CreateAsync(new NewQueueRequest { Actor = Actor, Name = queue.Name, Settings = queue.ToSettings() }));

    public async Task DeleteAsync(string queue) => await _queues.DeleteAsync(Named(queue));

    public async Task<QueueResponse> GetAsync(string queue) => PublicQueues.ToResponse(await _queues.GetAsync(Named(queue)));

    public async Task<QueueResponse> ChangeAsync(string queue, UpdateQueueRequest? changes = null, bool? paused = null) =>
        PublicQueues.ToResponse(await _queues.UpdateAsync(new ChangeQueueRequest { Actor = Actor, Name = queue, Settings = changes?.ToSettings(), Paused = paused }));

    public async Task<(IReadOnlyList<MessageResponse> Messages, long? Next)> SearchAsync(string queue, MessageStatus? status = null, int limit = 200, long? before = null)
    {
        var search = new SearchMessagesRequest { Actor = Actor, Name = queue, Limit = limit, Before = before };
        if (status is { } state)
        {
            search.State = (MessageState)(int)state;
        }

        var page = await _stored.SearchAsync(search);
        return ([.. page.Messages.Select(PublicMessages.ToResponse)], page.Next);
    }

    public async Task<IReadOnlyDictionary<string, IReadOnlyList<MessageResponse>>> PagesAsync(
        IReadOnlyList<string> queues, MessageStatus? status = null, int limit = 200, long? before = null)
    {
        var search = new SearchMessagePagesRequest { Actor = Actor, Names = { queues }, Limit = limit, Before = before };
        if (status is { } state)
        {
            search.State = (MessageState)(int)state;
        }

        var pages = await _stored.SearchQueuesAsync(search);
        return pages.Queues.ToDictionary(page => page.Name, IReadOnlyList<MessageResponse> (page) => [.. page.Messages.Select(PublicMessages.ToResponse)]);
    }

    public async Task<long> ReplayAsync(string queue, DeadLettersRequest which) => (await _stored.ReplayAsync(Selection(queue, which))).Affected;

    public async Task<long> PurgeDeadAsync(string queue, DeadLettersRequest which) => (await _stored.PurgeDeadLettersAsync(Selection(queue, which))).Affected;

    public async Task<MessageResponse> MessageAsync(long id) => PublicMessages.ToResponse(await _stored.GetAsync(new GetMessageRequest { Actor = Actor, Id = id }));

    public async Task<long> PurgeAsync(string queue) => (await PurgeSomeAsync(queue)).Affected;

    /// <summary>Purges messages in one call, which may not reach all of them.</summary>
    public async Task<AffectedMessages> PurgeSomeAsync(string queue) => await _stored.PurgeAsync(Named(queue));

    public async Task<QueueTotals> TotalsAsync() => await _queues.GetTotalsAsync(new Empty());

    public async Task<PublishCallResult> PublishAsync(string queue, params IReadOnlyList<MessageToPublish> messages) =>
        (await PublishAsync(ToPublish(queue, messages))).Single();

    /// <summary>Several calls in one request.</summary>
    public async Task<IReadOnlyList<PublishCallResult>> PublishAsync(params IReadOnlyList<MessagesToPublish> requests) =>
        (await _messages.PublishAsync(new PublishMessagesRequest { Calls = { requests } })).Calls;

    /// <summary>Creates a publish call of this user.</summary>
    public MessagesToPublish ToPublish(string queue, params IReadOnlyList<MessageToPublish> messages) => new() { Queue = queue, Actor = Actor, Messages = { messages } };

    public async Task<IReadOnlyList<MessageResponse>> ClaimAsync(string queue, int max = 1, int? visibility = null)
    {
        var result = (await ClaimAsync(ToClaim(queue, max, visibility))).Single();
        if (result.Outcome != CallOutcome.Done)
        {
            throw new InvalidOperationException($"The claim ended with {result.Outcome}.");
        }

        return [.. result.Messages.Select(PublicMessages.ToResponse)];
    }

    /// <summary>Several claims in one request.</summary>
    public async Task<IReadOnlyList<ClaimCallResult>> ClaimAsync(params IReadOnlyList<ClaimCall> claims) =>
        (await _messages.ClaimAsync(new ClaimMessagesRequest { Calls = { claims } })).Calls;

    /// <summary>Creates a claim of this user.</summary>
    public ClaimCall ToClaim(string queue, int max, int? visibility = null, bool asksAgain = false)
    {
        var claim = new ClaimCall { Queue = queue, Actor = Actor, Max = max, AsksAgain = asksAgain };
        if (visibility is { } seconds)
        {
            claim.VisibilitySeconds = seconds;
        }

        return claim;
    }

    public async Task<SettleCallResult> SettleAsync(SettleAction action, IEnumerable<(long Id, string? Receipt)> deliveries, int seconds = 0, string? reason = null)
    {
        var call = new SettleCall { Actor = Actor, Action = action, Seconds = seconds };
        foreach (var (id, receipt) in deliveries)
        {
            var delivery = new DeliveryToSettle { Id = id };
            if (receipt is not null)
            {
                delivery.Receipt = receipt;
            }

            call.Deliveries.Add(delivery);
        }

        if (reason is not null)
        {
            call.Reason = reason;
        }

        return (await _messages.SettleAsync(new SettleMessagesRequest { Calls = { call } })).Calls.Single();
    }

    public Task<SettleCallResult> SettleAsync(SettleAction action, MessageResponse message, int seconds = 0, string? reason = null) =>
        SettleAsync(action, [(message.Id, message.Receipt)], seconds, reason);

    private QueueRequest Named(string queue) => new() { Actor = Actor, Name = queue };

    private SelectDeadLettersRequest Selection(string queue, DeadLettersRequest which)
    {
        var selection = new SelectDeadLettersRequest { Actor = Actor, Name = queue };
        if (which.Ids is { } ids)
        {
            selection.Ids = new MessageIds { Ids = { ids } };
        }
        else if (which.Filter is { } filter)
        {
            selection.Filter = filter.ToFilter();
        }
        else
        {
            selection.All = new Empty();
        }

        return selection;
    }
}
