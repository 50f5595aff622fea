using System.Globalization;
using System.Text.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.GraphQl.Execution;
using Platform.GraphQl.Types;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Queues and messages as schema.graphql has them.</summary>
internal static class QueueSchema
{
    private const int MaxQueues = 500;
    private const int MaxMessages = 200;
    private const long MaxLong = (1L << 53) - 1;

    public static string Text { get; } = ReadText();

    public static GraphQlSchema Create()
    {
        var bindings = new SchemaBindings()
            .Scalar("DateTime", new ScalarCodec(_ => null, value => value is DateTimeOffset moment ? moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) : null))
            .Scalar("Long", new ScalarCodec(input => ReadLong(input), value => value is int or long ? value : null))
            .Field("Query", "all_queues", AllQueuesAsync).Cost("Query", "all_queues", 1, sizeArgument: "limit", assumedSize: MaxQueues)
            .Field("Query", "queue_by_name", QueueByNameAsync)
            .Field("Query", "message_by_id", MessageByIdAsync)
            .Field("QueueGQL", "messages", MessagesAsync).Cost("QueueGQL", "messages", 1, sizeArgument: "limit", assumedSize: MaxMessages)
            .Field<KeyValuePair<string, string>>("HeaderGQL", "name", header => header.Key)
            .Field<KeyValuePair<string, string>>("HeaderGQL", "value", header => header.Value);
        BindQueue(bindings);
        BindMessage(bindings);
        return GraphQlSchema.Parse(Text, bindings);
    }

    private static void BindQueue(SchemaBindings bindings)
    {
        Bind("id", queue => queue.Id);
        Bind("name", queue => queue.Name);
        Bind("created_at", queue => queue.CreatedAt);
        Bind("updated_at", queue => queue.UpdatedAt);
        Bind("message_count", queue => queue.MessageCount);
        Bind("messages_pending", queue => queue.MessagesPending);
        Bind("messages_processing", queue => queue.MessagesProcessing);
        Bind("messages_processed", queue => queue.MessagesProcessed);
        Bind("messages_failed", queue => queue.MessagesFailed);
        Bind("messages_total", queue => queue.MessagesTotal);
        Bind("oldest_pending_at", queue => queue.OldestPendingAt);
        Bind("paused", queue => queue.Paused);
        Bind("owner_id", queue => queue.OwnerId);
        Bind("rights", queue => queue.Rights.Select(right => right.ToString().ToLowerInvariant()));
        Bind("description", queue => queue.Description);
        Bind("visibility_timeout_seconds", queue => queue.VisibilityTimeoutSeconds);
        Bind("max_deliveries", queue => queue.MaxDeliveries);
        Bind("delay_seconds", queue => queue.DelaySeconds);
        Bind("ttl_seconds", queue => queue.TtlSeconds);
        Bind("deduplication_seconds", queue => queue.DeduplicationSeconds);
        Bind("max_message_bytes", queue => queue.MaxMessageBytes);
        Bind("max_messages", queue => queue.MaxMessages);
        Bind("keep_processed", queue => queue.KeepProcessed);

        void Bind(string field, Func<QueueResponse, object?> part) => bindings.Field("QueueGQL", field, part);
    }

    private static void BindMessage(SchemaBindings bindings)
    {
        Bind("id", message => message.Id);
        Bind("queue_name", message => message.QueueName);
        Bind("content", message => message is { Content.ValueKind: JsonValueKind.String, ContentType: not "application/json" } ? message.Content.GetString() : message.Content.GetRawText());
        Bind("content_type", message => message.ContentType);
        Bind("status", message => message.Status.ToString().ToLowerInvariant());
        Bind("created_at", message => message.CreatedAt);
        Bind("delivery_count", message => message.DeliveryCount);
        Bind("priority", message => message.Priority);
        Bind("headers", message => message.Headers?.Cast<object>() ?? []);
        Bind("group", message => message.Group);
        Bind("deduplication_id", message => message.DeduplicationId);
        Bind("available_at", message => message.AvailableAt);
        Bind("expires_at", message => message.ExpiresAt);
        Bind("delivered_at", message => message.DeliveredAt);
        Bind("visible_at", message => message.VisibleAt);
        Bind("finished_at", message => message.FinishedAt);
        Bind("failure_reason", message => message.FailureReason);

        void Bind(string field, Func<MessageResponse, object?> part) => bindings.Field("MessageGQL", field, part);
    }

    private static async ValueTask<object?> AllQueuesAsync(FieldContext context)
    {
        var reads = (QueueReads)context.State!;
        var search = new QueueSearch(reads.Actor, Limit(context, MaxQueues), context.Argument<string>("after"), context.Argument<string>("name_contains"));
        return (await reads.RunAsync((client, token) => client.SearchAsync(search, token), context.CancellationToken)).Queues;
    }

    private static async ValueTask<object?> QueueByNameAsync(FieldContext context)
    {
        var reads = (QueueReads)context.State!;
        var name = context.Argument<string>("name")!;
        return await OrNullAsync(() => reads.RunAsync((client, token) => client.GetAsync(reads.Actor, name, token), context.CancellationToken));
    }

    private static async ValueTask<object?> MessageByIdAsync(FieldContext context)
    {
        var reads = (QueueReads)context.State!;
        var id = context.Argument<long>("id");
        return await OrNullAsync(() => reads.RunAsync((client, token) => client.MessageAsync(reads.Actor, id, token), context.CancellationToken));
    }

    private static async ValueTask<object?> MessagesAsync(FieldContext context)
    {
        var reads = (QueueReads)context.State!;
        var before = context.Arguments.GetValueOrDefault("before") as long?;
        MessageStatus? status = context.Argument<string>("status") is { } name ? Enum.Parse<MessageStatus>(name, ignoreCase: true) : null;
        var search = new MessageSearch(reads.Actor, ((QueueResponse)context.Source!).Name, Limit(context, MaxMessages), status, before);
        return (await reads.RunAsync((client, token) => client.MessagesAsync(search, token), context.CancellationToken)).Messages;
    }

    /// <summary>What is not there for the caller is null, and no error.</summary>
    private static async Task<T?> OrNullAsync<T>(Func<Task<T>> read)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (ApiProblemException exception) when (exception.Problem.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    private static int Limit(FieldContext context, int most)
    {
        // An explicit null is the largest page: the cost was reckoned with it.
        var limit = context.Arguments.GetValueOrDefault("limit") as int? ?? most;
        return limit >= 1 && limit <= most
            ? limit
            : throw new GraphQlFieldException(string.Create(CultureInfo.InvariantCulture, $"\"limit\" may be 1 to {most}."), "validation");
    }

    private static long? ReadLong(ScalarInput input) =>
        input.Kind == ScalarInputKind.Whole && long.TryParse(input.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number is >= -MaxLong and <= MaxLong
            ? number
            : null;

    private static string ReadText()
    {
        using var stream = typeof(QueueSchema).Assembly.GetManifestResourceStream(typeof(QueueSchema), "schema.graphql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
