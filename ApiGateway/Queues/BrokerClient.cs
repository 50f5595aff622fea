using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Platform.ApiGateway.InternalCalls;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Queues;

/// <summary>
/// Calls the internal API of Broker. If it is unavailable, requests end with the problem <c>dependency</c>; refusals keep their own problem.
/// </summary>
internal sealed class BrokerClient([FromKeyedServices(BrokerClient.Name)] CallInvoker calls)
{
    /// <summary>The name of Broker in service discovery, metrics and health checks.</summary>
    public const string Name = "broker";

    private readonly MessageService.MessageServiceClient _messages = new(calls);
    private readonly StoredMessageService.StoredMessageServiceClient _stored = new(calls);
    private readonly QueueService.QueueServiceClient _queues = new(calls);

    /// <summary>Publishes a group of calls.</summary>
    public Task<PublishMessagesReply> PublishAsync(PublishMessagesRequest request, CancellationToken cancellationToken) =>
        RunAsync(_messages.PublishAsync(request, cancellationToken: cancellationToken), "MessageService/Publish");

    /// <summary>Claims messages for a group of consumers.</summary>
    public Task<ClaimMessagesReply> ClaimAsync(ClaimMessagesRequest request, CancellationToken cancellationToken) =>
        RunAsync(_messages.ClaimAsync(request, cancellationToken: cancellationToken), "MessageService/Claim");

    /// <summary>Settles a group of deliveries.</summary>
    public Task<SettleMessagesReply> SettleAsync(SettleMessagesRequest request, CancellationToken cancellationToken) =>
        RunAsync(_messages.SettleAsync(request, cancellationToken: cancellationToken), "MessageService/Settle");

    public async Task<QueueResponse> CreateAsync(NewQueueRequest queue, CancellationToken cancellationToken) =>
        PublicQueues.ToResponse(await RunAsync(_queues.CreateAsync(queue, cancellationToken: cancellationToken), "QueueService/Create"));

    public async Task<PageOfQueues> SearchAsync(SearchQueuesRequest search, CancellationToken cancellationToken)
    {
        var page = await RunAsync(_queues.SearchAsync(search, cancellationToken: cancellationToken), "QueueService/Search");
        return new PageOfQueues([.. page.Queues.Select(PublicQueues.ToResponse)], page.Next);
    }

    /// <summary>Gets a queue that the caller may see.</summary>
    /// <exception cref="ApiProblemException">404.</exception>
    public async Task<QueueResponse> GetAsync(Actor actor, string name, CancellationToken cancellationToken) =>
        PublicQueues.ToResponse(await RunAsync(_queues.GetAsync(Named(actor, name), cancellationToken: cancellationToken), "QueueService/Get"));

    /// <summary>Changes the settings of a queue.</summary>
    /// <exception cref="ApiProblemException">403 or 404.</exception>
    public async Task<QueueResponse> ChangeAsync(ChangeQueueRequest change, CancellationToken cancellationToken) =>
        PublicQueues.ToResponse(await RunAsync(_queues.UpdateAsync(change, cancellationToken: cancellationToken), "QueueService/Update"));

    /// <summary>Deletes a queue with its messages.</summary>
    /// <exception cref="ApiProblemException">403 or 404.</exception>
    public Task DeleteAsync(Actor actor, string name, CancellationToken cancellationToken) =>
        RunAsync(_queues.DeleteAsync(Named(actor, name), cancellationToken: cancellationToken), "QueueService/Delete");

    /// <summary>Gives up the rights to a shared queue; nothing happens if there are none.</summary>
    public Task LeaveAsync(Actor actor, string name, CancellationToken cancellationToken) =>
        RunAsync(_queues.LeaveAsync(Named(actor, name), cancellationToken: cancellationToken), "QueueService/Leave");

    /// <summary>Lists the shares of a queue, after the changes if there are any.</summary>
    /// <exception cref="ApiProblemException">403 or 404.</exception>
    public async Task<IReadOnlyList<QueueShare>> RightsAsync(ChangeRightsRequest rights, CancellationToken cancellationToken) =>
        [.. (await RunAsync(_queues.ShareAsync(rights, cancellationToken: cancellationToken), "QueueService/Share")).Shares.Select(PublicQueues.ToShare)];

    /// <summary>Deletes the pending messages of a queue.</summary>
    /// <exception cref="ApiProblemException">403 or 404.</exception>
    public async Task<MessagesAffected> PurgeAsync(Actor actor, string name, CancellationToken cancellationToken) =>
        PublicMessages.ToAffected(await RunAsync(_stored.PurgeAsync(Named(actor, name), cancellationToken: cancellationToken), "StoredMessageService/Purge"));

    /// <summary>Puts dead letters back into their queue.</summary>
    /// <exception cref="ApiProblemException">403 or 404.</exception>
    public async Task<MessagesAffected> ReplayAsync(SelectDeadLettersRequest letters, CancellationToken cancellationToken) =>
        PublicMessages.ToAffected(await RunAsync(_stored.ReplayAsync(letters, cancellationToken: cancellationToken), "StoredMessageService/Replay"));

    /// <summary>Deletes dead letters of a queue.</summary>
    /// <exception cref="ApiProblemException">403 or 404.</exception>
    public async Task<MessagesAffected> PurgeDeadAsync(SelectDeadLettersRequest letters, CancellationToken cancellationToken) =>
        PublicMessages.ToAffected(await RunAsync(_stored.PurgeDeadLettersAsync(letters, cancellationToken: cancellationToken), "StoredMessageService/PurgeDeadLetters"));

    /// <summary>Lists messages of a queue, page by page.</summary>
    /// <exception cref="ApiProblemException">403 or 404.</exception>
    public async Task<PageOfMessages> MessagesAsync(SearchMessagesRequest search, CancellationToken cancellationToken)
    {
        var page = await RunAsync(_stored.SearchAsync(search, cancellationToken: cancellationToken), "StoredMessageService/Search");
        return new PageOfMessages(PublicMessages.ToResponses(page.Messages), page.Next);
    }

    /// <summary>Reads a page of each of several queues; those that do not exist or may not be read are omitted.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<MessageResponse>>> PagesAsync(SearchMessagePagesRequest search, CancellationToken cancellationToken)
    {
        var pages = await RunAsync(_stored.SearchQueuesAsync(search, cancellationToken: cancellationToken), "StoredMessageService/SearchQueues");
        return pages.Queues.ToDictionary(queue => queue.Name, queue => PublicMessages.ToResponses(queue.Messages), StringComparer.Ordinal);
    }

    /// <summary>Gets a message of a queue that the caller may read.</summary>
    /// <exception cref="ApiProblemException">404.</exception>
    public async Task<MessageResponse> MessageAsync(Actor actor, long id, CancellationToken cancellationToken) =>
        PublicMessages.ToResponse(await RunAsync(_stored.GetAsync(new GetMessageRequest { Actor = actor, Id = id }, cancellationToken: cancellationToken), "StoredMessageService/Get"));

    public Task<QueueTotals> TotalsAsync(CancellationToken cancellationToken) =>
        RunAsync(_queues.GetTotalsAsync(new Empty(), cancellationToken: cancellationToken), "QueueService/GetTotals");

    private static QueueRequest Named(Actor actor, string name) => new() { Actor = actor, Name = name };

    private static async Task<TReply> RunAsync<TReply>(AsyncUnaryCall<TReply> call, string name)
    {
        using (call)
        {
            try
            {
                return await call;
            }
            catch (RpcException exception)
            {
                throw ServiceRefusals.Of(exception, Name, name, "There is no such queue.");
            }
        }
    }
}

/// <summary>Represents a page of queues.</summary>
/// <param name="Queues">By name.</param>
/// <param name="Next">The value of <see cref="SearchQueuesRequest.After"/> for the next page; null on the last.</param>
internal sealed record PageOfQueues(IReadOnlyList<QueueResponse> Queues, string? Next);

/// <summary>Represents a page of messages.</summary>
/// <param name="Messages">Newest first.</param>
/// <param name="Next">The value of <see cref="SearchMessagesRequest.Before"/> for the next page; null on the last.</param>
internal sealed record PageOfMessages(IReadOnlyList<MessageResponse> Messages, long? Next);
