using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Queues;

/// <summary>Handles <c>POST /queues/{queue_name}/messages</c>.</summary>
internal sealed class PublishRoute(BrokerGroups groups, QueueWaiters waiters, BodyMemoryLimit bodies)
{
    private const int BodyLimit = 8 * 1024 * 1024;

    // The size of the envelope and of the separators of a few messages.
    private const int Frame = 512;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_json;

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

        var problem = Read(body, queue, context.Caller(), span?.Parent ?? Activity.Current, out var json, out var count, out var isSingle);
        context.Request.BodyReader.AdvanceTo(body.End);
        if (problem is not null)
        {
            span?.SetStatus(ActivityStatusCode.Error, problem.Code);
            await problem.ExecuteAsync(context);
            return;
        }

        span?.SetTag("queue", queue).SetTag("messages", count);
        var answer = await groups.PublishAsync(new PublishBrokerCall(json));
        if ((answer.Problem ?? ProblemOf(answer.Value!, isSingle)) is { } failed)
        {
            span?.SetStatus(ActivityStatusCode.Error, failed.Code);
            await failed.ExecuteAsync(context);
            return;
        }

        waiters.Published(queue, count);
        await JsonAnswer.SendAsync(context, StatusCodes.Status201Created, (queue, answer.Value!, isSingle), static (writer, a) => Write(writer, a.queue, a.Item2, a.isSingle));
    }

    private static ApiProblem? Read(
        in ReadOnlySequence<byte> body, string queue, Caller caller, Activity? trace, out byte[] json, out int count, out bool isSingle)
    {
        var output = s_json ??= new ArrayBufferWriter<byte>(4096);
        output.ResetWrittenCount();

        // Allocated at its final size: growing step by step would leave several times as much garbage.
        output.GetSpan((int)Math.Min(body.Length + Frame, BodyLimit));
        output.Write("[\""u8);
        Ascii(queue, output);
        output.Write("\",\""u8);
        caller.UserId.TryFormat(output.GetSpan(36), out var written);
        output.Advance(written);
        output.Write(caller.IsOperator ? "\",true,"u8 : "\",false,"u8);
        if (trace is { Recorded: true, IdFormat: ActivityIdFormat.W3C })
        {
            output.Write("\""u8);
            Ascii(trace.Id!, output);
            output.Write("\",["u8);
        }
        else
        {
            output.Write("null,["u8);
        }

        var problem = ReadMessages(body, output, out count, out isSingle);
        output.Write("]]"u8);
        json = problem is null ? output.WrittenSpan.ToArray() : [];
        if (output.Capacity > 1024 * 1024)
        {
            s_json = null;
        }

        return problem;
    }

    private static ApiProblem? ReadMessages(in ReadOnlySequence<byte> body, ArrayBufferWriter<byte> output, out int count, out bool isSingle)
    {
        if (body.IsSingleSegment)
        {
            return MessageBody.Read(body.FirstSpan, output, out count, out isSingle);
        }

        var length = (int)body.Length;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            body.CopyTo(bytes);
            return MessageBody.Read(bytes.AsSpan(0, length), output, out count, out isSingle);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static void Ascii(string text, ArrayBufferWriter<byte> output) =>
        output.Advance(System.Text.Encoding.ASCII.GetBytes(text, output.GetSpan(text.Length)));

    private static ApiProblem? ProblemOf(PublishCallResult result, bool isSingle) => result.Outcome switch
    {
        CallOutcome.Done => null,
        CallOutcome.QueueFull => CallProblems.QueueFull(result.Limit),
        CallOutcome.TooLarge => CallProblems.MessageTooLarge(isSingle ? "content" : FormattableString.Invariant($"messages[{result.Index}].content"), result.Limit),
        CallOutcome.Invalid => CallProblems.Refused(isSingle ? result.Field : FormattableString.Invariant($"messages[{result.Index}].{result.Field}"), result.Detail),
        _ => CallProblems.OfQueue(result.Outcome),
    };

    private static void Write(Utf8JsonWriter json, string queue, PublishCallResult result, bool isSingle)
    {
        if (isSingle)
        {
            Write(json, queue, result, 0);
            return;
        }

        json.WriteStartObject();
        json.WriteStartArray("messages"u8);
        for (var i = 0; i < result.Ids!.Count; i++)
        {
            Write(json, queue, result, i);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> StatusOf(PublishCallResult result, int index) => result.DuplicateStates?.TryGetValue(index, out var state) != true ? "pending"u8 : state switch
    {
        MessageStatus.Processing => "processing"u8,
        MessageStatus.Processed => "processed"u8,
        MessageStatus.Failed => "failed"u8,
        _ => "pending"u8,
    };

    private static void Write(Utf8JsonWriter json, string queue, PublishCallResult result, int index)
    {
        var earlier = default(DateTimeOffset);
        var isDuplicate = result.Duplicates?.TryGetValue(index, out earlier) == true;
        json.WriteStartObject();
        json.WriteNumber("id"u8, result.Ids![index]);
        json.WriteString("queue_name"u8, queue);
        json.WriteString("status"u8, StatusOf(result, index));
        json.WriteString("created_at"u8, isDuplicate ? earlier : result.CreatedAt);
        if (isDuplicate)
        {
            json.WriteBoolean("duplicate"u8, true);
        }

        json.WriteEndObject();
    }
}
