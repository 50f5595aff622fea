using System.Buffers;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Platform.ApiGateway.InternalCalls;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Grouping;

namespace Platform.ApiGateway.Queues;

/// <summary>Carries the calls that wait at the same time to Broker, in one request for each kind of call.</summary>
internal sealed partial class BrokerGroups
{
    private const int LargeAnswer = 256 * 1024;

    /// <summary>How often a call looks again for messages that others hold: about 300 ms together.</summary>
    private const int MaxHeld = 5;

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
    public static Task<Answered<TAnswer>> SendAsync<TCall, TAnswer>(Grouping<TCall> groups, TCall call)
        where TCall : BrokerCall<TAnswer>
    {
        if (!groups.TryAdd(call))
        {
            call.Fail(ApiProblem.Dependency("message queue", 1));
        }

        return call.Answer;
    }

    public Task<Answered<PublishCallResult>> PublishAsync(PublishBrokerCall call) => SendAsync<PublishBrokerCall, PublishCallResult>(Publishes, call);

    public Task<Answered<Claimed>> ClaimAsync(ClaimBrokerCall call) => SendAsync<ClaimBrokerCall, Claimed>(Claims, call);

    public Task<Answered<SettleCallResult>> SettleAsync(SettleBrokerCall call) => SendAsync<SettleBrokerCall, SettleCallResult>(Settlements, call);

    private Task PublishAsync(IReadOnlyList<PublishBrokerCall> group, int lane) => GuardAsync<PublishBrokerCall, PublishCallResult>("publish_group", group, async calls =>
    {
        // Its memory is used again; a request that failed may still be reading the old.
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
        Readers(FirstTurnedAway(group)) is { Count: > 0 } readers ? ClaimAsync(readers) : Task.CompletedTask;

    private Task ClaimAsync(IReadOnlyList<ClaimBrokerCall> readers) => GuardAsync<ClaimBrokerCall, Claimed>("claim_group", readers, async calls =>
    {
        var claims = new ClaimCall[calls.Count];
        for (var i = 0; i < claims.Length; i++)
        {
            claims[i] = calls[i].Claim;
        }

        var answer = await Client().ClaimAsync(new ClaimMessages(claims), CancellationToken.None);
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

            calls[i].TurnedAway++;
            if (!Claims.TryAdd(calls[i]))
            {
                calls[i].Fail(ApiProblem.Dependency("message queue", 1));
            }
        }
    });

    /// <summary>Asks again after a pause that grows, in which nobody else waits.</summary>
    private async Task AskAgainAsync(ClaimBrokerCall call)
    {
        var pause = s_firstPause * (1 << call.Held);
        call.FoundHeld(MaxHeld);
        await Task.Delay(pause, _time, CancellationToken.None);
        if (!Claims.TryAdd(call))
        {
            call.Fail(ApiProblem.Dependency("message queue", 1));
        }
    }

    /// <summary>Without those who have not read what they got before.</summary>
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

    /// <summary>An answer holds so many bytes, and who stands first comes first: nobody is turned away for ever by those who ask more often.</summary>
    private static IReadOnlyList<ClaimBrokerCall> FirstTurnedAway(IReadOnlyList<ClaimBrokerCall> group) =>
        group.Any(static call => call.TurnedAway > 0) ? [.. group.OrderByDescending(static call => call.TurnedAway)] : group;

    private Task SettleAsync(IReadOnlyList<SettleBrokerCall> group, int lane) => GuardAsync<SettleBrokerCall, SettleCallResult>("settle_group", group, async calls =>
    {
        var settlements = new SettleCall[calls.Count];
        for (var i = 0; i < settlements.Length; i++)
        {
            settlements[i] = calls[i].Settlement;
        }

        var result = await Client().SettleAsync(new SettleMessages(settlements), CancellationToken.None);
        Expect(calls.Count, result.Calls.Count);
        for (var i = 0; i < calls.Count; i++)
        {
            calls[i].Complete(result.Calls[i]);
        }
    });

    /// <summary>Cuts the answer to claims into the parts of the calls, without reading the messages in it.</summary>
    private static List<Claimed> Split(byte[] answer)
    {
        var results = new List<Claimed>();
        var reader = new Utf8JsonReader(answer);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.Number)
            {
                results.Add(new Claimed((CallOutcome)reader.GetInt32(), default, 0));
                continue;
            }

            var start = (int)reader.TokenStartIndex;
            var count = 0;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                reader.Skip();
                count++;
            }

            // A small part of a large answer must not keep all of it in memory until it is read.
            var part = answer.AsMemory(start, (int)reader.BytesConsumed - start);
            results.Add(new Claimed(CallOutcome.Done, answer.Length > LargeAnswer && part.Length < answer.Length / 2 ? part.ToArray() : part, count));
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
            // Nothing of the group was done because of one of them: the others must not have its answer.
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

    /// <summary>The span of the request to Broker: within the first recorded call's trace, linked to the others.</summary>
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

        // Nobody's trace is recorded. A parent that says so keeps the HTTP client from beginning a trace of its own.
        return parent == default ? null : new Activity(name).SetParentId(parent.TraceId, parent.SpanId, ActivityTraceFlags.None).Start();
    }

    [LoggerMessage(1, LogLevel.Warning, "{Count} calls of a {Group} could not be passed to Broker: {Type}: {Reason}")]
    private partial void LogFailed(int count, string group, string type, string reason);

    [LoggerMessage(2, LogLevel.Error, "{Count} calls of a {Group} met a fault")]
    private partial void LogFault(int count, string group, Exception exception);
}
