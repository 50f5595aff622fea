using System.Diagnostics;
using Platform.ApiGateway.Problems;
using Platform.ServiceDefaults.Grouping;
using Polly.CircuitBreaker;

namespace Platform.ApiGateway.InternalCalls;

/// <summary>Groups the calls of one kind that wait at the same time into one request to another service, without waiting for more.</summary>
/// <typeparam name="TCall">The type of a call.</typeparam>
/// <typeparam name="TAnswer">The type of its answer.</typeparam>
internal sealed partial class GroupSender<TCall, TAnswer> : IHostedService
    where TCall : GroupedCall<TAnswer>
{
    private const int MaxLinks = 32;

    private readonly GroupTarget _target;
    private readonly Func<IReadOnlyList<TCall>, Task> _send;
    private readonly ILogger _logger;
    private readonly Grouping<TCall> _grouping;

    /// <summary>Creates a sender, which sends nothing before it is started.</summary>
    /// <param name="target">The service, and the names for people.</param>
    /// <param name="options">The limits of a group.</param>
    /// <param name="send">Sends a group, and completes all of its calls unless it throws.</param>
    /// <param name="weight">Returns how much a call counts towards <see cref="GroupingOptions.MaxWeight"/>.</param>
    /// <param name="bytes">Returns how much a call counts towards <see cref="GroupingOptions.MaxBytes"/>; null if only the weight is limited.</param>
    /// <param name="logger">Receives what fails.</param>
    public GroupSender(
        GroupTarget target, GroupingOptions options, Func<IReadOnlyList<TCall>, Task> send, Func<TCall, int> weight, Func<TCall, long>? bytes, ILogger logger)
    {
        (_target, _send, _logger) = (target, send, logger);
        _grouping = new Grouping<TCall>(options, (calls, _) => SendGroupAsync(calls), weight, bytes);
    }

    /// <summary>Sends a call with the next group; it fails at once if too many wait.</summary>
    public Task<GroupAnswer<TAnswer>> SendAsync(TCall call)
    {
        call.Trace = Activity.Current?.Context ?? default;
        if (!TryAdd(call))
        {
            call.Fail(ApiProblem.Dependency(_target.Queue, 1));
        }

        return call.Answer;
    }

    /// <summary>Adds a call to the next group. Returns false if too many calls wait or the gateway is stopping.</summary>
    public bool TryAdd(TCall call) => _grouping.TryAdd(call);

    public Task StartAsync(CancellationToken cancellationToken) => _grouping.StartAsync(cancellationToken);

    // The server has stopped accepting requests; waiting calls are still sent.
    public Task StopAsync(CancellationToken cancellationToken) => _grouping.StopAsync(cancellationToken);

    /// <summary>Throws if a service did not answer each call.</summary>
    /// <param name="calls">The number of calls.</param>
    /// <param name="results">The number of results.</param>
    public void Expect(int calls, int results)
    {
        if (calls != results)
        {
            throw new HttpRequestException($"{_target.Service} answered {results} results to {calls} calls.");
        }
    }

    private async Task SendGroupAsync(IReadOnlyList<TCall> calls)
    {
        using var span = Span(calls);
        try
        {
            await _send(calls);
        }
        catch (ApiProblemException refused) when (calls.Count > 1 && ServiceRefusals.IsOfCaller(refused))
        {
            // A single call made the whole group fail, so the others are sent again without it.
            var half = calls.Count / 2;
            await SendGroupAsync([.. calls.Take(half)]);
            await SendGroupAsync([.. calls.Skip(half)]);
        }
        catch (Exception exception)
        {
            var problem = exception is OperationCanceledException ? ApiProblem.Dependency(_target.Service, 2) : ProblemMiddleware.Translate(exception);
            if (problem.Status == StatusCodes.Status500InternalServerError)
            {
                LogFault(calls.Count, _target.Span, exception);
            }
            else
            {
                LogFailed(calls.Count, _target.Span, _target.Service, exception.GetType().Name, exception.Message);
            }

            var mayBeDone = !NeverArrived(exception);
            foreach (var call in calls)
            {
                call.Fail(problem, mayBeDone);
            }
        }
    }

    /// <summary>Checks whether the service cannot have executed anything: it reported that, or was not reached.</summary>
    private static bool NeverArrived(Exception exception) => exception switch
    {
        ApiProblemException refusal => refusal.Problem.Status < StatusCodes.Status500InternalServerError,
        BrokenCircuitException => true,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => true,
        _ => false,
    };

    /// <summary>Starts the span of the group in the trace of its first recorded call, linked to the others.</summary>
    private Activity? Span(IReadOnlyList<TCall> calls)
    {
        foreach (var call in calls)
        {
            if (IsRecorded(call.Trace))
            {
                var first = call.Trace;
                var links = calls.Where(other => other.Trace != first && IsRecorded(other.Trace)).Take(MaxLinks).Select(other => new ActivityLink(other.Trace));
                return GroupTelemetry.Source.StartActivity(_target.Span, ActivityKind.Internal, first, links: links);
            }
        }

        // No call is recorded. An unsampled parent keeps the HTTP client from starting a trace of its own.
        var parent = calls[0].Trace;
        return parent == default ? null : new Activity(_target.Span).SetParentId(parent.TraceId, parent.SpanId, ActivityTraceFlags.None).Start();
    }

    private static bool IsRecorded(ActivityContext trace) => (trace.TraceFlags & ActivityTraceFlags.Recorded) != ActivityTraceFlags.None;

    [LoggerMessage(1, LogLevel.Warning, "{Count} calls of group {Group} could not be sent to {Service}: {Type}: {Reason}")]
    private partial void LogFailed(int count, string group, string service, string type, string reason);

    [LoggerMessage(2, LogLevel.Error, "{Count} calls of group {Group} failed with an internal error")]
    private partial void LogFault(int count, string group, Exception exception);
}

/// <summary>Names where a <see cref="GroupSender{TCall, TAnswer}"/> sends its groups.</summary>
/// <param name="Service">The service, by its name in service discovery.</param>
/// <param name="Span">The name of a group's span, such as <c>submit_group</c>.</param>
/// <param name="Queue">The name of what is full when too many calls wait, such as <c>submission queue</c>.</param>
internal sealed record GroupTarget(string Service, string Span, string Queue);
