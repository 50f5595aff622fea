using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts.PublicApi;

namespace Platform.Client.Queues;

/// <summary>
/// The queues of the platform. Every call ends with a <see cref="QueueApiException"/> where the API refuses it, with a
/// <see cref="QueueUnavailableException"/> where it does not answer, and with an <see cref="OperationCanceledException"/> where
/// its token is cancelled. Calls that may be repeated are, while the API is away. Instances can be used by many callers at once.
/// </summary>
public sealed class QueueClient
{
    private const string Root = "/api/v1";
    private const int QueuePage = 1_000;

    private readonly ApiRequests _api;

    internal QueueClient(ApiRequests api) => _api = api;

    /// <summary>All queues that the caller may see, by name, fetched page by page.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async IAsyncEnumerable<QueueResponse> ListQueuesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? after = null;
        IReadOnlyList<QueueResponse> page;
        do
        {
            page = await GetAsync($"{Root}/queues{Query(("limit", Text(QueuePage)), ("after", after))}", ClientJson.Default.IReadOnlyListQueueResponse, cancellationToken);
            foreach (var queue in page)
            {
                yield return queue;
                after = queue.Name;
            }
        }
        while (page.Count == QueuePage);
    }

    /// <summary>A queue, its settings and its counts.</summary>
    /// <param name="queue">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<QueueResponse> GetQueueAsync(string queue, CancellationToken cancellationToken = default) =>
        GetAsync(PathOf(queue), ClientJson.Default.QueueResponse, cancellationToken);

    /// <summary>Makes a queue.</summary>
    /// <param name="queue">Its name and settings.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<QueueResponse> CreateQueueAsync(CreateQueueRequest queue, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"{Root}/queues", queue, ClientJson.Default.CreateQueueRequest, ClientJson.Default.QueueResponse, mayRepeat: false, cancellationToken);

    /// <summary>Changes the settings that are given.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="changes">The new settings.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<QueueResponse> UpdateQueueAsync(string queue, UpdateQueueRequest changes, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Patch, PathOf(queue), changes, ClientJson.Default.UpdateQueueRequest, ClientJson.Default.QueueResponse, mayRepeat: true, cancellationToken);

    /// <summary>Deletes a queue and all of its messages.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task DeleteQueueAsync(string queue, CancellationToken cancellationToken = default) =>
        (await _api.SendAsync(() => new(HttpMethod.Delete, PathOf(queue)), mayRepeat: false, TimeSpan.Zero, cancellationToken)).Dispose();

    /// <summary>Stops deliveries; publishing goes on.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<QueueResponse> PauseAsync(string queue, CancellationToken cancellationToken = default) =>
        PostAsync($"{PathOf(queue)}/pause", ClientJson.Default.QueueResponse, cancellationToken);

    /// <summary>Lets deliveries go on.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<QueueResponse> ResumeAsync(string queue, CancellationToken cancellationToken = default) =>
        PostAsync($"{PathOf(queue)}/resume", ClientJson.Default.QueueResponse, cancellationToken);

    /// <summary>Deletes the pending messages of a queue; of very many, some, and says that there are more.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<MessagesAffected> PurgeAsync(string queue, CancellationToken cancellationToken = default) =>
        _api.SendAsync(() => new(HttpMethod.Post, $"{PathOf(queue)}/purge"), ClientJson.Default.MessagesAffected, mayRepeat: false, cancellationToken);

    /// <summary>Publishes a message. Repeated while the API is away only where it has a deduplication id.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="message">One message; <see cref="Message"/> makes them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<PublishedMessage> PublishAsync(string queue, PublishRequest message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return SendAsync(
            HttpMethod.Post, $"{PathOf(queue)}/messages", message, ClientJson.Default.PublishRequest, ClientJson.Default.PublishedMessage, message.DeduplicationId is not null, cancellationToken);
    }

    /// <summary>Publishes several messages, all of them or none.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="messages">1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
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
            cancellationToken);
        return published.Messages;
    }

    /// <summary>Takes messages, waiting for the first where there are none.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="max">1 to 1,000: at most so many.</param>
    /// <param name="wait">0 to 30 s: how long to wait for the first; null not to wait.</param>
    /// <param name="visibilityTimeout">1 s to 12 h: how long they stay invisible to others; null for the queue's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Empty where none came.</returns>
    public async Task<IReadOnlyList<MessageResponse>> ConsumeAsync(
        string queue, int max = 1, TimeSpan? wait = null, TimeSpan? visibilityTimeout = null, CancellationToken cancellationToken = default)
    {
        var path = $"{PathOf(queue)}/messages/consume" + Query(("batch_size", Text(max)), ("wait_seconds", Seconds(wait)), ("visibility_timeout_seconds", Seconds(visibilityTimeout)));
        using var response = await _api.SendAsync(() => new(HttpMethod.Get, path), mayRepeat: false, wait ?? TimeSpan.Zero, cancellationToken);
        return response.StatusCode == HttpStatusCode.NoContent
            ? []
            : (await ApiRequests.ReadAsync(response, ClientJson.Default.ConsumedMessages, cancellationToken)).Messages;
    }

    /// <summary>Acknowledges a delivery: the message is processed.</summary>
    /// <param name="message">As it was consumed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<SettledMessage> AckAsync(MessageResponse message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return SendAsync(
            HttpMethod.Post, $"{PathOf(message.Id)}/ack", new AckRequest(message.Receipt), ClientJson.Default.AckRequest, ClientJson.Default.SettledMessage, mayRepeat: false, cancellationToken);
    }

    /// <summary>Acknowledges several deliveries; what became of each stands in the answer.</summary>
    /// <param name="messages">1 to 1,000, as they were consumed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<SettledResult>> AckAsync(IReadOnlyList<MessageResponse> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var request = new AckManyRequest([.. messages.Select(message => new DeliveryReference(message.Id, message.Receipt))]);
        var settled = await SendAsync(
            HttpMethod.Post, $"{Root}/messages/ack", request, ClientJson.Default.AckManyRequest, ClientJson.Default.SettledMessages, mayRepeat: false, cancellationToken);
        return settled.Results;
    }

    /// <summary>Gives a delivery back: to be delivered again, or to fail.</summary>
    /// <param name="message">As it was consumed.</param>
    /// <param name="requeue">Whether to deliver it again, unless this was its last delivery.</param>
    /// <param name="delay">0 to 12 h: not before.</param>
    /// <param name="reason">Why, for the dead letters; at most 500 characters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<SettledMessage> NackAsync(
        MessageResponse message, bool requeue = true, TimeSpan delay = default, string? reason = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var nack = new NackRequest(message.Receipt, requeue, delay > TimeSpan.Zero ? (int)Math.Ceiling(delay.TotalSeconds) : null, reason);
        return SendAsync(
            HttpMethod.Post, $"{PathOf(message.Id)}/nack", nack, ClientJson.Default.NackRequest, ClientJson.Default.SettledMessage, mayRepeat: false, cancellationToken);
    }

    /// <summary>Keeps a delivered message invisible for longer.</summary>
    /// <param name="message">As it was consumed.</param>
    /// <param name="visibilityTimeout">1 s to 12 h, from now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<SettledMessage> ExtendAsync(MessageResponse message, TimeSpan visibilityTimeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var extend = new ExtendRequest((int)Math.Ceiling(visibilityTimeout.TotalSeconds), message.Receipt);
        return SendAsync(
            HttpMethod.Post, $"{PathOf(message.Id)}/extend", extend, ClientJson.Default.ExtendRequest, ClientJson.Default.SettledMessage, mayRepeat: true, cancellationToken);
    }

    /// <summary>A message, wherever it stands.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<MessageResponse> GetMessageAsync(long id, CancellationToken cancellationToken = default) =>
        GetAsync(PathOf(id), ClientJson.Default.MessageResponse, cancellationToken);

    /// <summary>Messages of a queue, newest first, fetched page by page.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="status">Only these; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public IAsyncEnumerable<MessageResponse> ListMessagesAsync(string queue, MessageStatus? status = null, CancellationToken cancellationToken = default) =>
        PagesAsync($"{PathOf(queue)}/messages", [("status", status?.ToString().ToLowerInvariant())], cancellationToken);

    /// <summary>Messages of a queue that failed, newest first, fetched page by page.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public IAsyncEnumerable<MessageResponse> ListDeadLettersAsync(string queue, CancellationToken cancellationToken = default) =>
        PagesAsync($"{PathOf(queue)}/dead-letters", [], cancellationToken);

    /// <summary>Makes failed messages pending again; of very many, some, and says that there are more.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="which">Exactly one of ids, filter and all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<MessagesAffected> ReplayAsync(string queue, DeadLettersRequest which, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Post, $"{PathOf(queue)}/dead-letters/replay", which, ClientJson.Default.DeadLettersRequest, ClientJson.Default.MessagesAffected, mayRepeat: false, cancellationToken);

    /// <summary>Deletes failed messages; of very many, some, and says that there are more.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="which">Exactly one of ids, filter and all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<MessagesAffected> PurgeDeadLettersAsync(string queue, DeadLettersRequest which, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Post, $"{PathOf(queue)}/dead-letters/purge", which, ClientJson.Default.DeadLettersRequest, ClientJson.Default.MessagesAffected, mayRepeat: false, cancellationToken);

    /// <summary>Figures of the broker and of the gateway that answers.</summary>
    /// <param name="cancellationToken">Gives up.</param>
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
            var page = await GetAsync(path + Query([.. filter, ("limit", "200"), ("cursor", cursor)]), ClientJson.Default.PageResponseMessageResponse, cancellationToken);
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
