using System.Text.Json.Serialization.Metadata;
using Platform.ApiGateway.InternalCalls;
using Platform.ApiGateway.Problems;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Dependencies;

namespace Platform.ApiGateway.Queues;

/// <summary>
/// Calls the internal API of Broker. If it is unavailable, requests end with the problem <c>dependency</c>; refusals keep their own problem.
/// </summary>
internal sealed class BrokerClient(HttpClient http)
{
    /// <summary>The name of Broker in service discovery, metrics and health checks.</summary>
    public const string Name = "broker";

    /// <summary>Publishes a group of calls; the body has the form that <see cref="PublishResult"/> describes.</summary>
    public Task<PublishResult> PublishAsync(HttpContent body, CancellationToken cancellationToken) =>
        SendAsync("messages/publish", body, ContractsJson.Default.PublishResult, false, cancellationToken);

    /// <summary>Claims messages for a group of consumers.</summary>
    /// <returns>The answer as JSON, see <see cref="ClaimMessages"/>.</returns>
    public async Task<byte[]> ClaimAsync(ClaimMessages claims, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsync("/internal/v1/messages/claim", Body(claims, ContractsJson.Default.ClaimMessages), cancellationToken);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadAsByteArrayAsync(cancellationToken)
            : throw await FaultAsync(response, cancellationToken);
    }

    /// <summary>Settles a group of deliveries.</summary>
    public Task<SettleResult> SettleAsync(SettleMessages settlements, CancellationToken cancellationToken) => SendAsync(
        "messages/settle", Body(settlements, ContractsJson.Default.SettleMessages), ContractsJson.Default.SettleResult, false, cancellationToken);

    public Task<QueueResponse> CreateAsync(NewQueue queue, CancellationToken cancellationToken) =>
        SendAsync("queues", Body(queue, ContractsJson.Default.NewQueue), ContractsJson.Default.QueueResponse, false, cancellationToken);

    public Task<QueueSearchResult> SearchAsync(QueueSearch search, CancellationToken cancellationToken) =>
        SendAsync("queues/search", Body(search, ContractsJson.Default.QueueSearch), ContractsJson.Default.QueueSearchResult, true, cancellationToken);

    /// <exception cref="ApiProblemException">404.</exception>
    public Task<QueueResponse> GetAsync(Actor actor, string name, CancellationToken cancellationToken) => SendAsync(
        "queues/get", Body(new NamedQueue(actor, name), ContractsJson.Default.NamedQueue), ContractsJson.Default.QueueResponse, true, cancellationToken);

    /// <exception cref="ApiProblemException">403 or 404.</exception>
    public Task<QueueResponse> ChangeAsync(ChangeQueue change, CancellationToken cancellationToken) =>
        SendAsync("queues/update", Body(change, ContractsJson.Default.ChangeQueue), ContractsJson.Default.QueueResponse, true, cancellationToken);

    /// <exception cref="ApiProblemException">403 or 404.</exception>
    public async Task DeleteAsync(Actor actor, string name, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsync("/internal/v1/queues/delete", Body(new NamedQueue(actor, name), ContractsJson.Default.NamedQueue), cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await FaultAsync(response, cancellationToken);
        }
    }

    /// <summary>Gives up the rights to a shared queue; nothing happens if there are none.</summary>
    public async Task LeaveAsync(Actor actor, string name, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/v1/queues/leave") { Content = Body(new LeftQueue(actor, name), ContractsJson.Default.LeftQueue) };
        request.MarkIdempotent();
        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await FaultAsync(response, cancellationToken);
        }
    }

    /// <exception cref="ApiProblemException">403 or 404.</exception>
    public Task<IReadOnlyList<QueueShare>> RightsAsync(QueueRights rights, CancellationToken cancellationToken) =>
        SendAsync("queues/rights", Body(rights, ContractsJson.Default.QueueRights), ContractsJson.Default.IReadOnlyListQueueShare, true, cancellationToken);

    /// <exception cref="ApiProblemException">403 or 404.</exception>
    public Task<MessagesAffected> PurgeAsync(Actor actor, string name, CancellationToken cancellationToken) => SendAsync(
        "queues/purge", Body(new NamedQueue(actor, name), ContractsJson.Default.NamedQueue), ContractsJson.Default.MessagesAffected, false, cancellationToken);

    /// <exception cref="ApiProblemException">403 or 404.</exception>
    public Task<MessagesAffected> ReplayAsync(DeadLetters letters, CancellationToken cancellationToken) =>
        SendAsync("queues/replay", Body(letters, ContractsJson.Default.DeadLetters), ContractsJson.Default.MessagesAffected, false, cancellationToken);

    /// <exception cref="ApiProblemException">403 or 404.</exception>
    public Task<MessagesAffected> PurgeDeadAsync(DeadLetters letters, CancellationToken cancellationToken) =>
        SendAsync("queues/purge-dead-letters", Body(letters, ContractsJson.Default.DeadLetters), ContractsJson.Default.MessagesAffected, false, cancellationToken);

    /// <exception cref="ApiProblemException">403 or 404.</exception>
    public Task<MessagePage> MessagesAsync(MessageSearch search, CancellationToken cancellationToken) =>
        SendAsync("queues/messages", Body(search, ContractsJson.Default.MessageSearch), ContractsJson.Default.MessagePage, true, cancellationToken);

    /// <summary>Reads a page of each of several queues.</summary>
    public Task<MessagePages> PagesAsync(MessagePagesSearch search, CancellationToken cancellationToken) =>
        SendAsync("queues/pages", Body(search, ContractsJson.Default.MessagePagesSearch), ContractsJson.Default.MessagePages, true, cancellationToken);

    /// <exception cref="ApiProblemException">404.</exception>
    public Task<MessageResponse> MessageAsync(Actor actor, long id, CancellationToken cancellationToken) => SendAsync(
        "messages/get", Body(new NumberedMessage(actor, id), ContractsJson.Default.NumberedMessage), ContractsJson.Default.MessageResponse, true, cancellationToken);

    public async Task<QueueTotals> TotalsAsync(CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync("/internal/v1/queues/totals", cancellationToken);
        return response.IsSuccessStatusCode
            ? await ReadAsync(response, ContractsJson.Default.QueueTotals, cancellationToken)
            : throw await FaultAsync(response, cancellationToken);
    }

    private static JsonContent Body<T>(T value, JsonTypeInfo<T> type) => JsonContent.Create(value, type);

    private async Task<TResult> SendAsync<TResult>(
        string path, HttpContent body, JsonTypeInfo<TResult> type, bool isIdempotent, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/v1/" + path) { Content = body };
        if (isIdempotent)
        {
            request.MarkIdempotent();
        }

        using var response = await http.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode ? await ReadAsync(response, type, cancellationToken) : throw await FaultAsync(response, cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw new HttpRequestException("Broker answered null.");

    private static Task<Exception> FaultAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        ServiceRefusals.ReadAsync(response, Name, "There is no such queue.", cancellationToken);
}
