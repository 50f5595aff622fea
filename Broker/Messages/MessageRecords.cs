using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Platform.Contracts.Internal;

namespace Platform.Broker.Messages;

/// <summary>Converts messages to their form in gRPC replies. Contents and headers are not copied, neither from requests nor to replies.</summary>
internal static class MessageRecords
{
    /// <summary>Creates the result of a claim.</summary>
    public static ClaimCallResult ToResult(this Claim claim)
    {
        var result = new ClaimCallResult { Outcome = claim.Outcome };
        if (claim.Outcome == CallOutcome.Done)
        {
            result.Messages.Add(claim.Messages.Select(ToRecord));
        }

        return result;
    }

    /// <summary>Sets the optional fields; null leaves a field unset.</summary>
    public static void SetOptional(this MessageRecord record, byte[]? headers, string? group, string? deduplicationId, string? traceParent)
    {
        if (headers is not null)
        {
            record.HeadersJson = Wrap(headers);
        }

        if (group is not null)
        {
            record.Group = group;
        }

        if (deduplicationId is not null)
        {
            record.DeduplicationId = deduplicationId;
        }

        if (traceParent is not null)
        {
            record.TraceParent = traceParent;
        }
    }

    /// <summary>Wraps bytes without a copy. The bytes must not be changed afterwards.</summary>
    public static ByteString Wrap(byte[] stored) => UnsafeByteOperations.UnsafeWrap(stored);

    /// <summary>Returns the bytes of a received message, without a copy if possible. The message must not be used by others.</summary>
    public static byte[] Unwrap(ByteString received) =>
        MemoryMarshal.TryGetArray(received.Memory, out var bytes) && bytes.Count == bytes.Array!.Length ? bytes.Array : received.ToByteArray();

    /// <summary>Converts a time; null for null.</summary>
    public static Timestamp? ToTimestamp(DateTimeOffset? time) => time is { } at ? Timestamp.FromDateTimeOffset(at) : null;

    private static MessageRecord ToRecord(DeliveredMessage message)
    {
        var record = new MessageRecord
        {
            Id = message.Id,
            QueueName = message.Queue.Name,
            State = MessageState.Processing,
            Content = Wrap(message.Content),
            ContentType = (MessageContentType)message.ContentType,
            CreatedAt = ToTimestamp(message.CreatedAt),
            DeliveryCount = message.DeliveryCount,
            Priority = message.Priority,
            ExpiresAt = ToTimestamp(message.ExpiresAt),
            DeliveredAt = ToTimestamp(message.DeliveredAt),
            VisibleAt = ToTimestamp(message.VisibleAt),
            Receipt = Receipt.Write(message.Queue.Id, message.Receipt),
        };
        record.SetOptional(message.Headers, message.Group, message.DeduplicationId, message.TraceParent);
        return record;
    }
}
