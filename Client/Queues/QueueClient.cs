using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts.PublicApi;

namespace Platform.Client.Queues;

/// <summary>
/// Manages queues, and publishes and consumes messages. Calls throw <see cref="QueueApiException"/> if the API refuses them, <see
/// cref="QueueUnavailableException"/> if it does not answer, and <see cref="OperationCanceledException"/> if their token is cancelled. Idempotent
/// calls are retried while the API is unavailable. Instances are thread-safe.
/// </summary>
public sealed class QueueClient
{
    private const string Root = "/api/v1";
    private const int QueuePage = 1_000;

    private readonly ApiRequests _api;

    internal QueueClient(ApiRequests api) => _api = api;

    /// <summary>Lists all queues that the caller may see by name, page by page.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async IAsyncEnumerable<QueueResponse> ListQueuesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? after = null;
        IReadOnlyList<QueueResponse> page;
        do
        {
            page = await GetAsync($"{Root}/queues{Query(("limit", Text(QueuePage)), ("after", after))}", ClientJson.Default.IReadOnlyListQueueResponse, cancellationToken).ConfigureAwait(false);
            foreach (var queue in page)
            {
                yield return queue;
                after = queue.Name;
            }
        }
        while (page.Count == QueuePage);
    }

    /// <summary>Gets a queue with its settings and counts.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<QueueResponse> GetQueueAsync(string queue, CancellationToken cancellationToken = default) =>
        GetAsync(PathOf(queue), ClientJson.Default.QueueResponse, cancellationToken);

    /// <summary>Creates a queue.</summary>
    /// <param name="queue">The name and the settings.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<QueueResponse> CreateQueueAsync(CreateQueueRequest queue, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"{Root}/queues", queue, ClientJson.Default.CreateQueueRequest, ClientJson.Default.QueueResponse, mayRepeat: false, cancellationToken);

    /// <summary>Changes the specified settings.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="changes">The new settings.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<QueueResponse> UpdateQueueAsync(string queue, UpdateQueueRequest changes, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Patch, PathOf(queue), changes, ClientJson.Default.UpdateQueueRequest, ClientJson.Default.QueueResponse, mayRepeat: true, cancellationToken);

    /// <summary>Deletes a queue and all of its messages.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task DeleteQueueAsync(string queue, CancellationToken cancellationToken = default) =>
        (await _api.SendAsync(() => new(HttpMethod.Delete, PathOf(queue)), mayRepeat: false, TimeSpan.Zero, cancellationToken).ConfigureAwait(false)).Dispose();

    /// <summary>Pauses deliveries; publishing is still possible.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<QueueResponse> PauseAsync(string queue, CancellationToken cancellationToken = default) =>
        PostAsync($"{PathOf(queue)}/pause", ClientJson.Default.QueueResponse, cancellationToken);

    /// <summary>Resumes deliveries.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<QueueResponse> ResumeAsync(string queue, CancellationToken cancellationToken = default) =>
        PostAsync($"{PathOf(queue)}/resume", ClientJson.Default.QueueResponse, cancellationToken);

    /// <summary>Deletes the pending messages of a queue; of very many it deletes some, and the result shows that there are more.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<MessagesAffected> PurgeAsync(string queue, CancellationToken cancellationToken = default) =>
        _api.SendAsync(() => new(HttpMethod.Post, $"{PathOf(queue)}/purge"), ClientJson.Default.MessagesAffected, mayRepeat: false, cancellationToken);

    /// <summary>Publishes a message. Retried while the API is unavailable only if the message has a deduplication id.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="message">The message; <see cref="Message"/> creates messages.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<PublishedMessage> PublishAsync(string queue, PublishRequest message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return SendAsync(
            HttpMethod.Post, $"{PathOf(queue)}/messages", message, ClientJson.Default.PublishRequest, ClientJson.Default.PublishedMessage, message.DeduplicationId is not null, cancellationToken);
    }

    /// <summary>Publishes several messages, either all of them or none.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="messages">The messages, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<PublishedMessage>> PublishAsync(string queue, IReadOnlyList<PublishRequest> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var published = await SendAsync(
            HttpMethod.Post,
            $"{PathOf(queue)}/messages",
            new PublishRequest(Messages: messages),
            ClientJson.Default.PublishRequest,
            ClientJson.Default.PublishedMessages,
            messages.All(message => message.DeduplicationId is not null),
            cancellationToken).ConfigureAwait(false);
        return published.Messages;
    }

    /// <summary>Consumes messages, and waits for the first if there are none.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="max">The maximum number of messages, 1 to 1,000.</param>
    /// <param name="wait">How long to wait for the first message, 0 to 30 s; null not to wait.</param>
    /// <param name="visibilityTimeout">How long the messages are invisible to other consumers, 1 s to 12 h; null for the queue's setting.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The messages; empty if there are none.</returns>
    public async Task<IReadOnlyList<MessageResponse>> ConsumeAsync(
        string queue, int max = 1, TimeSpan? wait = null, TimeSpan? visibilityTimeout = null, CancellationToken cancellationToken = default)
    {
        var path = $"{PathOf(queue)}/messages/consume" + Query(("batch_size", Text(max)), ("wait_seconds", Seconds(wait)), ("visibility_timeout_seconds", Seconds(visibilityTimeout)));
        using var response = await _api.SendAsync(() => new(HttpMethod.Get, path), mayRepeat: false, wait ?? TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.NoContent
            ? []
            : (await ApiRequests.ReadAsync(response, ClientJson.Default.ConsumedMessages, cancellationToken).ConfigureAwait(false)).Messages;
    }

    /// <summary>Acknowledges a delivery: the message is processed.</summary>
    /// <param name="message">The consumed message.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<SettledMessage> AckAsync(MessageResponse message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return SendAsync(
            HttpMethod.Post, $"{PathOf(message.Id)}/ack", new AckRequest(message.Receipt), ClientJson.Default.AckRequest, ClientJson.Default.SettledMessage, mayRepeat: false, cancellationToken);
    }

    /// <summary>Acknowledges several deliveries; the result contains the outcome of each.</summary>
    /// <param name="messages">The consumed messages, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<SettledResult>> AckAsync(IReadOnlyList<MessageResponse> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var request = new AckManyRequest([.. messages.Select(message => new DeliveryReference(message.Id, message.Receipt))]);
        var settled = await SendAsync(
            HttpMethod.Post, $"{Root}/messages/ack", request, ClientJson.Default.AckManyRequest, ClientJson.Default.SettledMessages, mayRepeat: false, cancellationToken).ConfigureAwait(false);
        return settled.Results;
    }

    /// <summary>Returns a delivery, to be redelivered or to fail.</summary>
    /// <param name="message">The consumed message.</param>
    /// <param name="requeue">Whether to redeliver the message, unless this was its last delivery.</param>
    /// <param name="delay">The delay before the redelivery, 0 to 12 h.</param>
    /// <param name="reason">The reason for the dead letters; at most 500 characters.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<SettledMessage> NackAsync(
        MessageResponse message, bool requeue = true, TimeSpan delay = default, string? reason = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var nack = new NackRequest(message.Receipt, requeue, delay > TimeSpan.Zero ? (int)Math.Ceiling(delay.TotalSeconds) : null, reason);
        return SendAsync(
            HttpMethod.Post, $"{PathOf(message.Id)}/nack", nack, ClientJson.Default.NackRequest, ClientJson.Default.SettledMessage, mayRepeat: false, cancellationToken);
    }

    /// <summary>Extends the visibility timeout of a delivered message.</summary>
    /// <param name="message">The consumed message.</param>
    /// <param name="visibilityTimeout">The new timeout from now on, 1 s to 12 h.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<SettledMessage> ExtendAsync(MessageResponse message, TimeSpan visibilityTimeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var extend = new ExtendRequest((int)Math.Ceiling(visibilityTimeout.TotalSeconds), message.Receipt);
        return SendAsync(
            HttpMethod.Post, $"{PathOf(message.Id)}/extend", extend, ClientJson.Default.ExtendRequest, ClientJson.Default.SettledMessage, mayRepeat: true, cancellationToken);
    }

    /// <summary>Gets a message in any state.</summary>
    /// <param name="id">The id of the message.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<MessageResponse> GetMessageAsync(long id, CancellationToken cancellationToken = default) =>
        GetAsync(PathOf(id), ClientJson.Default.MessageResponse, cancellationToken);

    /// <summary>Lists the messages of a queue, newest first, page by page.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="status">The status; null for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public IAsyncEnumerable<MessageResponse> ListMessagesAsync(string queue, MessageStatus? status = null, CancellationToken cancellationToken = default) =>
        PagesAsync($"{PathOf(queue)}/messages", [("status", status?.ToString().ToLowerInvariant())], cancellationToken);

    /// <summary>Lists the failed messages of a queue, newest first, page by page.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public IAsyncEnumerable<MessageResponse> ListDeadLettersAsync(string queue, CancellationToken cancellationToken = default) =>
        PagesAsync($"{PathOf(queue)}/dead-letters", [], cancellationToken);

    /// <summary>Makes failed messages pending again; of very many it replays some, and the result shows that there are more.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="which">The messages: exactly one of ids, filter and all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<MessagesAffected> ReplayAsync(string queue, DeadLettersRequest which, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Post, $"{PathOf(queue)}/dead-letters/replay", which, ClientJson.Default.DeadLettersRequest, ClientJson.Default.MessagesAffected, mayRepeat: false, cancellationToken);

    /// <summary>Deletes failed messages; of very many it deletes some, and the result shows that there are more.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="which">The messages: exactly one of ids, filter and all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<MessagesAffected> PurgeDeadLettersAsync(string queue, DeadLettersRequest which, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Post, $"{PathOf(queue)}/dead-letters/purge", which, ClientJson.Default.DeadLettersRequest, ClientJson.Default.MessagesAffected, mayRepeat: false, cancellationToken);

    /// <summary>Gets statistics of the broker and of the gateway that answers.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<StatsResponse> GetStatsAsync(CancellationToken cancellationToken = default) => GetAsync($"{Root}/stats", ClientJson.Default.StatsResponse, cancellationToken);

    private static string PathOf(string queue)
    {
        ArgumentException.ThrowIfNullOrEmpty(queue);
        return $"{Root}/queues/{Uri.EscapeDataString(queue)}";
    }

    private static string PathOf(long message) => $"{Root}/messages/{Text(message)}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Seconds(TimeSpan? time) => time is { } given ? Text((long)Math.Ceiling(given.TotalSeconds)) : null;

    private static string Query(params ReadOnlySpan<(string Name, string? Value)> parts)
    {
        var query = "";
        foreach (var (name, value) in parts)
        {
            query += value is null ? "" : $"{(query.Length == 0 ? '?' : '&')}{name}={Uri.EscapeDataString(value)}";
        }

        return query;
    }

    private async IAsyncEnumerable<MessageResponse> PagesAsync(string path, (string Name, string? Value)[] filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await GetAsync(path + Query([.. filter, ("limit", "200"), ("cursor", cursor)]), ClientJson.Default.PageResponseMessageResponse, cancellationToken).ConfigureAwait(false);
            foreach (var message in page.Items)
            {
                yield return message;
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        _api.SendAsync(() => new(HttpMethod.Get, path), type, mayRepeat: true, cancellationToken);

    private Task<T> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        _api.SendAsync(() => new(HttpMethod.Post, path), type, mayRepeat: true, cancellationToken);

    private Task<TAnswer> SendAsync<T, TAnswer>(
        HttpMethod method, string path, T body, JsonTypeInfo<T> type, JsonTypeInfo<TAnswer> answer, bool mayRepeat, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _api.SendAsync(() => new(method, path) { Content = JsonContent.Create(body, type) }, answer, mayRepeat, cancellationToken);
    }
}
