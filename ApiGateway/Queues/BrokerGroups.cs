using System.Buffers;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Platform.ApiGateway.InternalCalls;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Grouping;

namespace Platform.ApiGateway.Queues;

/// <summary>Groups the calls that wait at the same time into one request to Broker for each kind of call.</summary>
internal sealed partial class BrokerGroups
{
    private const int LargeAnswer = 256 * 1024;

    /// <summary>How many times a claim is repeated while others have locked the messages: about 300 ms in total.</summary>
    private const int MaxLocked = 5;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(10);

    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    private readonly IServiceProvider _services;
    private readonly UnreadAnswers _unread;
    private readonly TimeProvider _time;
    private readonly ILogger<BrokerGroups> _logger;
    private readonly ArrayBufferWriter<byte>?[] _bodies;

    public BrokerGroups(
        IServiceProvider services, UnreadAnswers unread, Microsoft.Extensions.Options.IOptions<BrokerOptions> options, TimeProvider time, ILogger<BrokerGroups> logger)
    {
        _time = time;
        _services = services;
        _unread = unread;
        _logger = logger;
        var o = options.Value;
        _bodies = new ArrayBufferWriter<byte>?[o.PublishLanes];
        Publishes = new Grouping<PublishBrokerCall>(new GroupingOptions(o.PublishLanes, o.GroupBytes, o.Waiting), PublishAsync, static call => call.Json.Length);
        Claims = new Grouping<ClaimBrokerCall>(new GroupingOptions(o.ClaimLanes, o.GroupMessages, o.Waiting), ClaimAsync, static call => call.Claim.Max);
        Settlements = new Grouping<SettleBrokerCall>(new GroupingOptions(o.SettleLanes, o.GroupMessages, o.Waiting), SettleAsync, static call => call.Settlement.Ids.Count);
    }

    public Grouping<PublishBrokerCall> Publishes { get; }

    public Grouping<ClaimBrokerCall> Claims { get; }

    public Grouping<SettleBrokerCall> Settlements { get; }

    /// <summary>Sends a call with the next group.</summary>
    public static Task<BrokerAnswer<TAnswer>> SendAsync<TCall, TAnswer>(Grouping<TCall> groups, TCall call)
        where TCall : BrokerCall<TAnswer>
    {
        if (!groups.TryAdd(call))
        {
            call.Fail(ApiProblem.Dependency("message queue", 1));
        }

        return call.Answer;
    }

    public Task<BrokerAnswer<PublishCallResult>> PublishAsync(PublishBrokerCall call) => SendAsync<PublishBrokerCall, PublishCallResult>(Publishes, call);

    public Task<BrokerAnswer<ClaimAnswer>> ClaimAsync(ClaimBrokerCall call) => SendAsync<ClaimBrokerCall, ClaimAnswer>(Claims, call);

    public Task<BrokerAnswer<SettleCallResult>> SettleAsync(SettleBrokerCall call) => SendAsync<SettleBrokerCall, SettleCallResult>(Settlements, call);

    private Task PublishAsync(IReadOnlyList<PublishBrokerCall> group, int lane) => GuardAsync<PublishBrokerCall, PublishCallResult>("publish_group", group, async calls =>
    {
        // The memory is reused, but after a failure the old request may still be reading it.
        var body = _bodies[lane] ?? new ArrayBufferWriter<byte>(64 * 1024);
        _bodies[lane] = null;
        body.ResetWrittenCount();
        for (var i = 0; i < calls.Count; i++)
        {
            body.Write(i == 0 ? "["u8 : ","u8);
            body.Write(calls[i].Json.Span);
        }

        body.Write("]"u8);
        var content = new ReadOnlyMemoryContent(body.WrittenMemory);
        content.Headers.ContentType = s_json;
        var result = await Client().PublishAsync(content, CancellationToken.None);
        Expect(calls.Count, result.Calls.Count);
        if (body.Capacity <= 16 * 1024 * 1024)
        {
            _bodies[lane] = body;
        }

        for (var i = 0; i < calls.Count; i++)
        {
            calls[i].Complete(result.Calls[i]);
        }
    });

    private Task ClaimAsync(IReadOnlyList<ClaimBrokerCall> group, int lane) =>
        Readers(UnservedFirst(group)) is { Count: > 0 } readers ? ClaimAsync(readers) : Task.CompletedTask;

    private Task ClaimAsync(IReadOnlyList<ClaimBrokerCall> readers) => GuardAsync<ClaimBrokerCall, ClaimAnswer>("claim_group", readers, async calls =>
    {
        var claims = new ClaimCall[calls.Count];
        for (var i = 0; i < claims.Length; i++)
        {
            claims[i] = calls[i].Claim;
        }

        var answer = await Client().ClaimAsync(new ClaimMessagesRequest(claims), CancellationToken.None);
        var results = Split(answer);
        Expect(calls.Count, results.Count);
        for (var i = 0; i < calls.Count; i++)
        {
            if (results[i].Outcome == CallOutcome.Held)
            {
                _ = AskAgainAsync(calls[i]);
                continue;
            }

            if (results[i].Outcome != CallOutcome.Again)
            {
                if (results[i].Count > 0)
                {
                    _unread.Add(calls[i].Claim.UserId, results[i].Messages.Length);
                }

                calls[i].Complete(results[i]);
                continue;
            }

            calls[i].FoundFull++;
            if (!Claims.TryAdd(calls[i]))
            {
                calls[i].Fail(ApiProblem.Dependency("message queue", 1));
            }
        }
    });

    /// <summary>Repeats a claim after a growing pause, without delaying others.</summary>
    private async Task AskAgainAsync(ClaimBrokerCall call)
    {
        var pause = s_firstPause * (1 << call.LockedCount);
        call.FoundLocked(MaxLocked);
        await Task.Delay(pause, _time, CancellationToken.None);
        if (!Claims.TryAdd(call))
        {
            call.Fail(ApiProblem.Dependency("message queue", 1));
        }
    }

    /// <summary>Removes the calls of users who have not read their earlier answers.</summary>
    private IReadOnlyList<ClaimBrokerCall> Readers(IReadOnlyList<ClaimBrokerCall> group)
    {
        if (!group.Any(call => _unread.IsFull(call.Claim.UserId)))
        {
            return group;
        }

        var readers = new List<ClaimBrokerCall>(group.Count);
        foreach (var call in group)
        {
            if (_unread.IsFull(call.Claim.UserId))
            {
                call.Fail(ApiProblem.Unread(UnreadAnswers.MaxBytes));
            }
            else
            {
                readers.Add(call);
            }
        }

        return readers;
    }

    /// <summary>
    /// The size of an answer is limited, and the first calls of a group are served first: those that found it full come first in the next group.
    /// </summary>
    private static IReadOnlyList<ClaimBrokerCall> UnservedFirst(IReadOnlyList<ClaimBrokerCall> group) =>
        group.Any(static call => call.FoundFull > 0) ? [.. group.OrderByDescending(static call => call.FoundFull)] : group;

    private Task SettleAsync(IReadOnlyList<SettleBrokerCall> group, int lane) => GuardAsync<SettleBrokerCall, SettleCallResult>("settle_group", group, async calls =>
    {
        var settlements = new SettleCall[calls.Count];
        for (var i = 0; i < settlements.Length; i++)
        {
            settlements[i] = calls[i].Settlement;
        }

        var result = await Client().SettleAsync(new SettleMessagesRequest(settlements), CancellationToken.None);
        Expect(calls.Count, result.Calls.Count);
        for (var i = 0; i < calls.Count; i++)
        {
            calls[i].Complete(result.Calls[i]);
        }
    });

    /// <summary>Splits the answer into the parts of the calls, without parsing the messages.</summary>
    private static List<ClaimAnswer> Split(byte[] answer)
    {
        var results = new List<ClaimAnswer>();
        var reader = new Utf8JsonReader(answer);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.Number)
            {
                results.Add(new ClaimAnswer((CallOutcome)reader.GetInt32(), default, 0));
                continue;
            }

            var start = (int)reader.TokenStartIndex;
            var count = 0;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                reader.Skip();
                count++;
            }

            // A small part must not keep the whole answer in memory until it is read.
            var part = answer.AsMemory(start, (int)reader.BytesConsumed - start);
            results.Add(new ClaimAnswer(CallOutcome.Done, answer.Length > LargeAnswer && part.Length < answer.Length / 2 ? part.ToArray() : part, count));
        }

        return results;
    }

    private static void Expect(int calls, int results)
    {
        if (calls != results)
        {
            throw new HttpRequestException($"Broker answered {results} results to {calls} calls.");
        }
    }

    private BrokerClient Client() => _services.GetRequiredService<BrokerClient>();

    private async Task GuardAsync<TCall, TAnswer>(string name, IReadOnlyList<TCall> calls, Func<IReadOnlyList<TCall>, Task> send)
        where TCall : BrokerCall<TAnswer>
    {
        using var span = GroupSpan<TCall, TAnswer>(name, calls);
        try
        {
            await send(calls);
        }
        catch (ApiProblemException refused) when (calls.Count > 1 && ServiceRefusals.IsOfCaller(refused))
        {
            // A single call made the whole group fail, so the others are sent again without it.
            var half = calls.Count / 2;
            await GuardAsync<TCall, TAnswer>(name, [.. calls.Take(half)], send);
            await GuardAsync<TCall, TAnswer>(name, [.. calls.Skip(half)], send);
        }
        catch (Exception exception)
        {
            var problem = exception is OperationCanceledException ? ApiProblem.Dependency(BrokerClient.Name, 2) : ProblemMiddleware.Translate(exception);
            if (problem.Status == StatusCodes.Status500InternalServerError)
            {
                LogFault(calls.Count, name, exception);
            }
            else
            {
                LogFailed(calls.Count, name, exception.GetType().Name, exception.Message);
            }

            foreach (var call in calls)
            {
                call.Fail(problem);
            }
        }
    }

    /// <summary>Starts the span of the request to Broker, in the first recorded call's trace and linked to the others.</summary>
    private static Activity? GroupSpan<TCall, TAnswer>(string name, IReadOnlyList<TCall> calls)
        where TCall : BrokerCall<TAnswer>
    {
        var parent = calls[0].Trace;
        foreach (var call in calls)
        {
            if ((call.Trace.TraceFlags & ActivityTraceFlags.Recorded) != ActivityTraceFlags.None)
            {
                var first = call.Trace;
                var links = calls.Where(c => c.Trace != first && (c.Trace.TraceFlags & ActivityTraceFlags.Recorded) != ActivityTraceFlags.None).Take(32).Select(c => new ActivityLink(c.Trace));
                return QueueTelemetry.Source.StartActivity(name, ActivityKind.Internal, first, links: links);
            }
        }

        // No call is recorded. An unsampled parent keeps the HTTP client from starting a trace of its own.
        return parent == default ? null : new Activity(name).SetParentId(parent.TraceId, parent.SpanId, ActivityTraceFlags.None).Start();
    }

    [LoggerMessage(1, LogLevel.Warning, "{Count} calls of group {Group} could not be sent to Broker: {Type}: {Reason}")]
    private partial void LogFailed(int count, string group, string type, string reason);

    [LoggerMessage(2, LogLevel.Error, "{Count} calls of group {Group} failed with an internal error")]
    private partial void LogFault(int count, string group, Exception exception);
}
