using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.Queues;

/// <summary>Handles <c>POST /queues/{queue_name}/messages</c>.</summary>
internal sealed class PublishRoute(BrokerGroups groups, QueueWaiters waiters, BodyMemoryLimit bodies)
{
    private const int BodyLimit = 8 * 1024 * 1024;

    /// <summary>Publishes messages.</summary>
    public async Task PublishAsync(HttpContext context)
    {
        using var span = QueueTelemetry.Start("publish_message");
        if (!QueueNames.TryRead(context, out var queue))
        {
            await CallProblems.OfQueue(CallOutcome.NotFound).ExecuteAsync(context);
            return;
        }

        if (JsonBody.Refuse(context.Request, BodyLimit) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        using var room = await bodies.EnterAsync(context.Caller().UserId, context.Request.ContentLength, BodyLimit, context.RequestAborted);
        if (room is { IsAcquired: false })
        {
            await ApiProblem.RateLimited(1).ExecuteAsync(context);
            return;
        }

        var (body, fault) = await WholeBody.ReadAsync(context, BodyLimit);
        if (fault is not null)
        {
            await fault.ExecuteAsync(context);
            return;
        }

        var request = new MessagesToPublish { Queue = queue, Actor = context.Caller().Actor };
        if ((span?.Parent ?? Activity.Current) is { Recorded: true, IdFormat: ActivityIdFormat.W3C } trace)
        {
            request.TraceParent = trace.Id;
        }

        var problem = Read(body, request.Messages, out var isSingle);
        context.Request.BodyReader.AdvanceTo(body.End);
        if (problem is not null)
        {
            span?.SetStatus(ActivityStatusCode.Error, problem.Code);
            await problem.ExecuteAsync(context);
            return;
        }

        span?.SetTag("queue", queue).SetTag("messages", request.Messages.Count);
        var answer = await groups.Publishes.SendAsync(new PublishBrokerCall(request));
        if ((answer.Problem ?? ProblemOf(answer.Value!, isSingle)) is { } failed)
        {
            span?.SetStatus(ActivityStatusCode.Error, failed.Code);
            await failed.ExecuteAsync(context);
            return;
        }

        waiters.Published(queue, request.Messages.Count);
        await JsonAnswer.SendAsync(context, StatusCodes.Status201Created, (queue, answer.Value!, isSingle), static (writer, a) => Write(writer, a.queue, a.Item2, a.isSingle));
    }

    private static ApiProblem? Read(in ReadOnlySequence<byte> body, RepeatedField<MessageToPublish> messages, out bool isSingle)
    {
        if (body.IsSingleSegment)
        {
            return MessageBody.Read(body.FirstSpan, messages, out isSingle);
        }

        var length = (int)body.Length;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            body.CopyTo(bytes);
            return MessageBody.Read(bytes.AsSpan(0, length), messages, out isSingle);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static ApiProblem? ProblemOf(PublishCallResult result, bool isSingle) => result.Outcome switch
    {
        CallOutcome.Done => null,
        CallOutcome.QueueFull => CallProblems.QueueFull(result.Limit),
        CallOutcome.TooLarge => CallProblems.MessageTooLarge(isSingle ? "content" : FormattableString.Invariant($"messages[{result.Index}].content"), result.Limit),
        CallOutcome.Invalid when result.HasDetail => ApiProblem.Malformed(
            isSingle ? result.Field : FormattableString.Invariant($"messages[{result.Index}].{result.Field}"), FieldError.Other(result.Detail)),
        _ => CallProblems.OfQueue(result.Outcome),
    };

    private static void Write(Utf8JsonWriter json, string queue, PublishCallResult result, bool isSingle)
    {
        if (isSingle)
        {
            Write(json, queue, result.Ids[0], result.CreatedAt, result.Duplicates.Count > 0 ? result.Duplicates[0] : null);
            return;
        }

        json.WriteStartObject();
        json.WriteStartArray("messages"u8);
        var duplicates = 0;
        for (var i = 0; i < result.Ids.Count; i++)
        {
            var duplicate = duplicates < result.Duplicates.Count && result.Duplicates[duplicates].Index == i ? result.Duplicates[duplicates++] : null;
            Write(json, queue, result.Ids[i], result.CreatedAt, duplicate);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string queue, long id, Timestamp createdAt, DuplicateMessage? duplicate)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, id);
        json.WriteString("queue_name"u8, queue);
        json.WriteString("status"u8, PublicMessages.NameOf(duplicate?.State ?? MessageState.Pending));
        json.WriteString("created_at"u8, (duplicate?.CreatedAt ?? createdAt).ToDateTimeOffset());
        if (duplicate is not null)
        {
            json.WriteBoolean("duplicate"u8, true);
        }

        json.WriteEndObject();
    }
}
