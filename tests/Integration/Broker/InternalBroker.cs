using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Shouldly;

namespace Platform.Integration.Broker;

/// <summary>The internal API of the broker, as the gateway calls it.</summary>
public sealed class InternalBroker(HttpClient http, Guid user)
{
    public Actor Actor { get; } = new(user, IsOperator: false);

    public async Task<QueueResponse> CreateAsync(CreateQueueRequest queue) =>
        await PostAsync("queues", new NewQueue(Actor, queue), ContractsJson.Default.NewQueue, ContractsJson.Default.QueueResponse);

    public async Task DeleteAsync(string queue)
    {
        using var answer = await http.PostAsJsonAsync("/internal/v1/queues/delete", new NamedQueue(Actor, queue), ContractsJson.Default.NamedQueue);
        answer.EnsureSuccessStatusCode();
    }

    public Task<QueueResponse> GetAsync(string queue) =>
        PostAsync("queues/get", new NamedQueue(Actor, queue), ContractsJson.Default.NamedQueue, ContractsJson.Default.QueueResponse);

    public Task<QueueResponse> ChangeAsync(string queue, UpdateQueueRequest? changes = null, bool? paused = null) =>
        PostAsync("queues/update", new ChangeQueue(Actor, queue, changes, paused), ContractsJson.Default.ChangeQueue, ContractsJson.Default.QueueResponse);

    public Task<MessagePage> SearchAsync(string queue, MessageStatus? status = null, int limit = 200, long? before = null) =>
        PostAsync("queues/messages", new MessageSearch(Actor, queue, limit, status, before), ContractsJson.Default.MessageSearch, ContractsJson.Default.MessagePage);

    public async Task<IReadOnlyDictionary<string, IReadOnlyList<MessageResponse>>> PagesAsync(
        IReadOnlyList<string> queues, MessageStatus? status = null, int limit = 200, long? before = null) => (await PostAsync(
        "queues/pages", new MessagePagesSearch(Actor, queues, limit, status, before), ContractsJson.Default.MessagePagesSearch, ContractsJson.Default.MessagePages)).Messages;

    public async Task<long> ReplayAsync(string queue, DeadLettersRequest which) =>
        (await PostAsync("queues/replay", new DeadLetters(Actor, queue, which), ContractsJson.Default.DeadLetters, ContractsJson.Default.MessagesAffected)).Affected;

    public async Task<long> PurgeDeadAsync(string queue, DeadLettersRequest which) =>
        (await PostAsync("queues/purge-dead-letters", new DeadLetters(Actor, queue, which), ContractsJson.Default.DeadLetters, ContractsJson.Default.MessagesAffected)).Affected;

    public Task<MessageResponse> MessageAsync(long id) =>
        PostAsync("messages/get", new NumberedMessage(Actor, id), ContractsJson.Default.NumberedMessage, ContractsJson.Default.MessageResponse);

    public async Task<long> PurgeAsync(string queue) => (await PurgeSomeAsync(queue)).Affected;

    /// <summary>As many as one call does.</summary>
    public Task<MessagesAffected> PurgeSomeAsync(string queue) =>
        PostAsync("queues/purge", new NamedQueue(Actor, queue), ContractsJson.Default.NamedQueue, ContractsJson.Default.MessagesAffected);

    public async Task<QueueTotals> TotalsAsync() => (await http.GetFromJsonAsync("/internal/v1/queues/totals", ContractsJson.Default.QueueTotals))!;

    /// <summary>Publishes messages, each as the JSON array of the internal form.</summary>
    public async Task<PublishCallResult> PublishAsync(string queue, params IReadOnlyList<string> messages)
    {
        string body = $"[[\"{queue}\",\"{user}\",false,null,[{string.Join(',', messages)}]]]";
        using HttpResponseMessage answer = await http.PostAsync("/internal/v1/messages/publish", new StringContent(body, Encoding.UTF8, "application/json"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.PublishResult))!.Calls.Single();
    }

    public async Task<IReadOnlyList<MessageResponse>> ClaimAsync(string queue, int max = 1, int? visibility = null)
    {
        using HttpResponseMessage answer = await http.PostAsJsonAsync(
            "/internal/v1/messages/claim", new ClaimMessages([new ClaimCall(queue, user, false, max, visibility)]), ContractsJson.Default.ClaimMessages);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        using JsonDocument calls = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        JsonElement only = calls.RootElement.EnumerateArray().Single();
        only.ValueKind.ShouldBe(JsonValueKind.Array);
        return [.. only.EnumerateArray().Select(message => message.Deserialize(ContractsJson.Default.MessageResponse)!)];
    }

    public async Task<SettleCallResult> SettleAsync(SettleAction action, IEnumerable<(long Id, string? Receipt)> deliveries, int seconds = 0, string? reason = null)
    {
        var all = deliveries.ToList();
        SettleResult result = await PostAsync(
            "messages/settle",
            new SettleMessages([new SettleCall(user, false, action, [.. all.Select(d => d.Id)], [.. all.Select(d => d.Receipt)], seconds, reason)]),
            ContractsJson.Default.SettleMessages,
            ContractsJson.Default.SettleResult);
        return result.Calls.Single();
    }

    public Task<SettleCallResult> SettleAsync(SettleAction action, MessageResponse message, int seconds = 0, string? reason = null) =>
        SettleAsync(action, [(message.Id, message.Receipt)], seconds, reason);

    private async Task<TResult> PostAsync<T, TResult>(string path, T body, JsonTypeInfo<T> type, JsonTypeInfo<TResult> resultType)
    {
        using HttpResponseMessage answer = await http.PostAsJsonAsync("/internal/v1/" + path, body, type);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync(resultType))!;
    }
}
