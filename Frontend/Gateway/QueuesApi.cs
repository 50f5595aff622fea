using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>Calls the public API for the queues of the signed-in user, and their messages.</summary>
internal sealed class QueuesApi(GatewayHttp http, ICaller caller)
{
    private const string Root = "/api/v1/queues";

    /// <summary>Lists a page of the queues, by name.</summary>
    /// <param name="limit">The maximum number of queues.</param>
    /// <param name="after">The name of the last queue of the previous page; null for the first page.</param>
    /// <param name="text">A part of the name; null for any.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<IReadOnlyList<QueueResponse>> ListAsync(int limit, string? after, string? text, CancellationToken cancellationToken) => GetAsync(
        string.Create(CultureInfo.InvariantCulture, $"{Root}?limit={limit}") + Part("after", after) + Part("q", text),
        GatewayClientJson.Default.IReadOnlyListQueueResponse,
        cancellationToken);

    public Task<QueueResponse> GetAsync(string name, CancellationToken cancellationToken) => GetAsync(PathOf(name), GatewayClientJson.Default.QueueResponse, cancellationToken);

    public Task<QueueResponse> CreateAsync(CreateQueueRequest queue, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, Root, queue, GatewayClientJson.Default.CreateQueueRequest, GatewayClientJson.Default.QueueResponse, cancellationToken);

    public Task<QueueResponse> UpdateAsync(string name, UpdateQueueRequest changes, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, PathOf(name), changes, GatewayClientJson.Default.UpdateQueueRequest, GatewayClientJson.Default.QueueResponse, cancellationToken);

    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Delete, PathOf(name)), cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    public Task<QueueResponse> PauseAsync(string name, bool isPaused, CancellationToken cancellationToken) =>
        PostAsync($"{PathOf(name)}/{(isPaused ? "pause" : "resume")}", GatewayClientJson.Default.QueueResponse, cancellationToken);

    public Task<MessagesAffected> PurgeAsync(string name, CancellationToken cancellationToken) =>
        RepeatUntilDoneAsync(() => PostAsync($"{PathOf(name)}/purge", GatewayClientJson.Default.MessagesAffected, cancellationToken));

    /// <summary>Lists the users a queue is shared with.</summary>
    public async Task<IReadOnlyList<QueueShare>> SharesAsync(string name, CancellationToken cancellationToken) =>
        (await GetAsync($"{PathOf(name)}/rights", GatewayClientJson.Default.ListResponseQueueShare, cancellationToken)).Items;

    /// <summary>Gives a user rights to a queue instead of those they had, and lists all shares.</summary>
    /// <param name="name">The name of the queue.</param>
    /// <param name="user">An e-mail address or an id.</param>
    /// <param name="rights">The new rights of the user.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<IReadOnlyList<QueueShare>> ShareAsync(string name, string user, IReadOnlyList<QueueRight> rights, CancellationToken cancellationToken) =>
        (await SendAsync(
            HttpMethod.Put, RightsOf(name, user), new ShareQueueRequest(rights), GatewayClientJson.Default.ShareQueueRequest, GatewayClientJson.Default.ListResponseQueueShare, cancellationToken)).Items;

    public async Task<IReadOnlyList<QueueShare>> UnshareAsync(string name, Guid user, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Delete, RightsOf(name, user.ToString())), cancellationToken);
        return (await response.ReadAsync(GatewayClientJson.Default.ListResponseQueueShare, cancellationToken)).Items;
    }

    public Task<PublishedMessage> PublishAsync(string name, PublishRequest message, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"{PathOf(name)}/messages", message, GatewayClientJson.Default.PublishRequest, GatewayClientJson.Default.PublishedMessage, cancellationToken);

    public Task<MessageResponse> MessageAsync(long id, CancellationToken cancellationToken) =>
        GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/v1/messages/{id}"), GatewayClientJson.Default.MessageResponse, cancellationToken);

    public Task<PageResponse<MessageResponse>> MessagesAsync(string name, MessageStatus? status, int limit, string? cursor, CancellationToken cancellationToken) => GetAsync(
        string.Create(CultureInfo.InvariantCulture, $"{PathOf(name)}/messages?limit={limit}") + Part("cursor", cursor) + Part("status", status?.ToString().ToLowerInvariant()),
        GatewayClientJson.Default.PageResponseMessageResponse,
        cancellationToken);

    public Task<PageResponse<MessageResponse>> DeadLettersAsync(string name, DeadLetterFilter filter, int limit, string? cursor, CancellationToken cancellationToken) => GetAsync(
        string.Create(CultureInfo.InvariantCulture, $"{PathOf(name)}/dead-letters?limit={limit}") + Part("cursor", cursor) + Part("reason", filter.Reason) + Part("group", filter.Group)
        + Part("failed_after", Moment(filter.FailedAfter)) + Part("failed_before", Moment(filter.FailedBefore)),
        GatewayClientJson.Default.PageResponseMessageResponse,
        cancellationToken);

    public Task<MessagesAffected> ReplayAsync(string name, DeadLettersRequest which, CancellationToken cancellationToken) =>
        OverDeadLettersAsync($"{PathOf(name)}/dead-letters/replay", which, cancellationToken);

    public Task<MessagesAffected> PurgeDeadLettersAsync(string name, DeadLettersRequest which, CancellationToken cancellationToken) =>
        OverDeadLettersAsync($"{PathOf(name)}/dead-letters/purge", which, cancellationToken);

    private Task<MessagesAffected> OverDeadLettersAsync(string path, DeadLettersRequest which, CancellationToken cancellationToken) => RepeatUntilDoneAsync(() => SendAsync(
        HttpMethod.Post, path, which, GatewayClientJson.Default.DeadLettersRequest, GatewayClientJson.Default.MessagesAffected, cancellationToken));

    /// <summary>Repeats a call that is limited in time until everything is done.</summary>
    private static async Task<MessagesAffected> RepeatUntilDoneAsync(Func<Task<MessagesAffected>> call)
    {
        long total = 0;
        MessagesAffected some;
        do
        {
            some = await call();
            total += some.Affected;
        }
        while (some.More == true);
        return new(total);
    }

    private static string PathOf(string name) => $"{Root}/{Uri.EscapeDataString(name)}";

    private static string RightsOf(string name, string user) => $"{PathOf(name)}/rights/{Uri.EscapeDataString(user)}";

    private static string Part(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static string? Moment(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("o", CultureInfo.InvariantCulture);

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Get, path), cancellationToken);
        return await response.ReadAsync(type, cancellationToken);
    }

    private async Task<T> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Post, path), cancellationToken);
        return await response.ReadAsync(type, cancellationToken);
    }

    private async Task<TAnswer> SendAsync<T, TAnswer>(
        HttpMethod method, string path, T body, JsonTypeInfo<T> type, JsonTypeInfo<TAnswer> answer, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => HttpJson.Request(method, path, body, type), cancellationToken);
        return await response.ReadAsync(answer, cancellationToken);
    }
}
