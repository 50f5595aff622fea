using Grpc.Core;
using Platform.Broker.Queues;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Broker.Messages;

/// <summary>The gRPC service that reads, replays and deletes stored messages.</summary>
internal sealed class StoredMessageApi(QueueRegistry registry, MessageReader messages, MessageAdmin admin) : StoredMessageService.StoredMessageServiceBase
{
    private const int MaxPages = 200;
    private const int MaxMessages = 4000;

    public override async Task<MessageRecord> Get(GetMessageRequest request, ServerCallContext context) =>
        await messages.GetAsync(request.Id, ActingUser.Of(request.Actor), context.CancellationToken) ?? throw QueueFaults.NoSuchMessage();

    public override async Task<SearchMessagesReply> Search(SearchMessagesRequest request, ServerCallContext context)
    {
        Demand.Range(request.Limit, 1, MaxPages, "limit");
        MessageReader.Check(request.Filter, "filter");
        var user = ActingUser.Of(request.Actor);
        var queue = await registry.RequireAsync(request.Name, user, Rights.Read, context.CancellationToken);
        return await messages.SearchAsync(queue, request, user, context.CancellationToken);
    }

    public override async Task<SearchMessagePagesReply> SearchQueues(SearchMessagePagesRequest request, ServerCallContext context)
    {
        Demand.List(request.Names, MaxPages, "names");
        Demand.That(request.Names.Count > 0, "names", "At least one.");
        Demand.Range(request.Limit, 1, MaxPages, "limit");
        var user = ActingUser.Of(request.Actor);
        var readable = new Dictionary<string, KnownQueue>(StringComparer.Ordinal);
        foreach (var name in request.Names)
        {
            if (await registry.FindAsync(name, context.CancellationToken) is { } queue && queue.Definition.RightsOf(user.Id, user.IsOperator).HasFlag(Rights.Read))
            {
                readable[name] = queue;
            }
        }

        var found = await messages.SearchAsync([.. readable.Values], request, user, context.CancellationToken);
        return new SearchMessagePagesReply { Queues = { readable.Keys.Select(name => new MessagesOfQueue { Name = name, Messages = { found[name] } }) } };
    }

    public override async Task<AffectedMessages> Purge(QueueRequest request, ServerCallContext context)
    {
        var queue = await registry.RequireAsync(request.Name, ActingUser.Of(request.Actor), Rights.Manage, context.CancellationToken);
        return await admin.PurgeAsync(queue, context.CancellationToken);
    }

    public override async Task<AffectedMessages> Replay(SelectDeadLettersRequest request, ServerCallContext context)
    {
        Check(request);
        var queue = await registry.RequireAsync(request.Name, ActingUser.Of(request.Actor), Rights.Manage, context.CancellationToken);
        return await admin.ReplayAsync(queue, request, context.CancellationToken);
    }

    public override async Task<AffectedMessages> PurgeDeadLetters(SelectDeadLettersRequest request, ServerCallContext context)
    {
        Check(request);
        var queue = await registry.RequireAsync(request.Name, ActingUser.Of(request.Actor), Rights.Manage, context.CancellationToken);
        return await admin.PurgeDeadAsync(queue, request, context.CancellationToken);
    }

    private static void Check(SelectDeadLettersRequest selection)
    {
        Demand.That(selection.WhichCase != SelectDeadLettersRequest.WhichOneofCase.None, "ids", "Exactly one of ids, filter and all.");
        Demand.That(selection.Ids is not { Ids.Count: > MaxMessages }, "ids", "At most 4,000.");
        MessageReader.Check(selection.Filter, "filter");
    }
}
