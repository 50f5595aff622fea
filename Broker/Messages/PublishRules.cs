using Platform.Broker.Queues;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Refusals;
using Platform.ServiceDefaults.Texts;

namespace Platform.Broker.Messages;

/// <summary>
/// Validates published messages. A request contains the calls of many users: a call with an invalid message gets a result that says so, and the
/// others are executed.
/// </summary>
internal static class PublishRules
{
    private const int MaxName = 128;
    private const int MaxPriority = 9;

    /// <summary>Converts a call. An invalid one has its result already.</summary>
    public static PublishCall Read(MessagesToPublish request)
    {
        var isKnown = ActingUser.TryRead(request.Actor, out var user);
        var call = new PublishCall(request.Queue, user.Id, user.IsOperator, request.HasTraceParent ? request.TraceParent : null);
        call.Demand(isKnown, "actor", "A user is needed.");
        foreach (var message in request.Messages)
        {
            call.Messages.Add(Read(message, call));
        }

        call.Demand(call.Messages.Count > 0, "messages", "At least one.");
        call.Demand(StorableText.IsStorable(request.TraceParent), "trace_parent", "A text holds a character that cannot be stored.");
        return call;
    }

    private static NewMessage Read(MessageToPublish message, PublishCall call)
    {
        call.Demand(ReadableJson.IsReadable(message.Content.Span), "content", ReadableJson.Rule);
        call.Demand(Enum.IsDefined(message.ContentType), "content_type", "0 to 2.");
        call.Demand(!message.HasHeadersJson || ReadableJson.IsReadable(message.HeadersJson.Span), "headers", ReadableJson.Rule);
        call.Demand(message.Priority is >= 0 and <= MaxPriority, "priority", "0 to 9.");
        call.Demand(!message.HasDelaySeconds || message.DelaySeconds is >= 0 and <= QueueLimits.MaxDelaySeconds, "delay_seconds", "0 to 604,800.");
        call.Demand(!message.HasTtlSeconds || message.TtlSeconds is >= 1 and <= QueueLimits.MaxTtlSeconds, "ttl_seconds", "1 to 2,592,000.");
        call.Demand(!message.HasGroup || IsName(message.Group), "group", "1 to 128 characters, no NUL.");
        call.Demand(!message.HasDeduplicationId || IsName(message.DeduplicationId), "deduplication_id", "1 to 128 characters, no NUL.");
        return new NewMessage
        {
            Content = MessageRecords.Unwrap(message.Content),
            ContentType = (short)message.ContentType,
            Headers = message.HasHeadersJson ? MessageRecords.Unwrap(message.HeadersJson) : null,
            Priority = (short)message.Priority,
            DelaySeconds = message.HasDelaySeconds ? message.DelaySeconds : null,
            TtlSeconds = message.HasTtlSeconds ? message.TtlSeconds : null,
            Group = message.HasGroup ? message.Group : null,
            DeduplicationId = message.HasDeduplicationId ? message.DeduplicationId : null,
        };
    }

    private static bool IsName(string text) => text.Length is > 0 and <= MaxName && StorableText.IsStorable(text);
}
