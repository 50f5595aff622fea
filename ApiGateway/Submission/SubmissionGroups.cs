using System.Diagnostics;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.InternalCalls;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Problems;
using Platform.ServiceDefaults.Grouping;
using Polly.CircuitBreaker;

namespace Platform.ApiGateway.Submission;

/// <summary>Joins the submissions that wait at the same time to one request to JobManager. Nothing waits for company: what is there goes.</summary>
internal sealed partial class SubmissionGroups : IHostedService
{
    private readonly IServiceProvider _services;
    private readonly ILogger<SubmissionGroups> _logger;
    private readonly Grouping<Submission> _grouping;
    private readonly GroupBody[] _bodies;

    public SubmissionGroups(IServiceProvider services, IOptions<SubmissionOptions> options, ILogger<SubmissionGroups> logger)
    {
        (_services, _logger) = (services, logger);
        var o = options.Value;
        _grouping = new(new GroupingOptions(o.Groups, o.JobsPerGroup, o.Waiting), SendAsync, static submission => submission.Count);

        // Groups of one lane follow one another, and share its memory.
        _bodies = [.. Enumerable.Range(0, o.Groups).Select(_ => new GroupBody())];
    }

    /// <summary>Sends a submission with the next group.</summary>
    public Task<SubmissionAnswer> SubmitAsync(Submission submission)
    {
        submission.Trace = Activity.Current?.Context ?? default;
        if (_grouping.TryAdd(submission))
        {
            return submission.Answer;
        }

        submission.Release();
        return Task.FromResult(new SubmissionAnswer([], 0, 0, ApiProblem.Dependency("submission queue", 1)));
    }

    public Task StartAsync(CancellationToken cancellationToken) => _grouping.StartAsync(cancellationToken);

    // The server has stopped taking requests by now; what waits is still sent.
    public Task StopAsync(CancellationToken cancellationToken) => _grouping.StopAsync(cancellationToken);

    private async Task SendAsync(IReadOnlyList<Submission> group, int lane)
    {
        var body = _bodies[lane];
        using var span = GroupSpan(group);
        try
        {
            var client = _services.GetRequiredService<JobManagerClient>();
            var result = await client.SubmitAsync(body.Join(group), CancellationToken.None);
            var expected = group.Sum(s => s.Count);
            if (result.Results.Count != expected)
            {
                throw new HttpRequestException($"JobManager answered {result.Results.Count} results to {expected} jobs.");
            }

            if (expected > 1)
            {
                LogCreated(expected, group.Count);
            }

            var first = 0;
            foreach (var submission in group)
            {
                submission.Complete(new SubmissionAnswer(result.Results, first, result.RetryAfterSeconds ?? 1, null));
                first += submission.Count;
            }
        }
        catch (ApiProblemException refused) when (group.Count > 1 && ServiceRefusals.IsOfCaller(refused))
        {
            // Nothing of the group was done because of one of them: the others must not have its answer.
            body.Abandon();
            var half = group.Count / 2;
            await SendAsync([.. group.Take(half)], lane);
            await SendAsync([.. group.Skip(half)], lane);
        }
        catch (Exception exception)
        {
            var problem = exception is OperationCanceledException ? ApiProblem.Dependency(JobManagerClient.Name, 2) : ProblemMiddleware.Translate(exception);
            body.Abandon();
            if (problem.Status == StatusCodes.Status500InternalServerError)
            {
                LogFault(group.Count, exception);
            }
            else
            {
                LogFailed(group.Count, exception.GetType().Name, exception.Message);
            }

            var mayStand = !NeverArrived(exception);
            foreach (var submission in group)
            {
                submission.Complete(new SubmissionAnswer([], 0, 0, problem, mayStand));
            }
        }
    }

    /// <summary>Whether JobManager cannot have accepted anything: it said so, or was not reached.</summary>
    private static bool NeverArrived(Exception exception) => exception switch
    {
        ApiProblemException refusal => refusal.Problem.Status < StatusCodes.Status500InternalServerError,
        BrokenCircuitException => true,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => true,
        _ => false,
    };

    /// <summary>The span of the request to JobManager: within the first submission's trace, linked to the others.</summary>
    private static Activity? GroupSpan(IReadOnlyList<Submission> group)
    {
        var parent = group[0].Trace;
        foreach (var submission in group)
        {
            if ((submission.Trace.TraceFlags & ActivityTraceFlags.Recorded) != ActivityTraceFlags.None)
            {
                parent = submission.Trace;
                break;
            }
        }

        if ((parent.TraceFlags & ActivityTraceFlags.Recorded) != ActivityTraceFlags.None)
        {
            var links = group.Where(s => s.Trace != parent && (s.Trace.TraceFlags & ActivityTraceFlags.Recorded) != ActivityTraceFlags.None).Take(32).Select(s => new ActivityLink(s.Trace));
            return SubmissionTelemetry.Source.StartActivity("submit_group", ActivityKind.Internal, parent, links: links);
        }

        // Nobody's trace is recorded. A parent that says so keeps the HTTP client from beginning a trace of its own.
        return parent == default ? null : new Activity("submit_group").SetParentId(parent.TraceId, parent.SpanId, ActivityTraceFlags.None).Start();
    }

    [LoggerMessage(2, LogLevel.Information, "{Jobs} jobs of {Requests} requests were passed to JobManager at once.")]
    private partial void LogCreated(int jobs, int requests);

    [LoggerMessage(1, LogLevel.Warning, "{Count} submissions could not be passed to JobManager: {Type}: {Reason}")]
    private partial void LogFailed(int count, string type, string reason);

    [LoggerMessage(3, LogLevel.Error, "{Count} submissions met a fault")]
    private partial void LogFault(int count, Exception exception);
}
