using System.Diagnostics;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.InternalCalls;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Problems;
using Platform.ServiceDefaults.Grouping;
using Polly.CircuitBreaker;

namespace Platform.ApiGateway.Submission;

/// <summary>Groups the submissions that wait at the same time into one request to JobManager, without waiting for more.</summary>
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

        // Groups of one lane follow one another and share its memory.
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

    // The server has stopped accepting requests; waiting submissions are still sent.
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
            // A single submission made the whole group fail, so the others are sent again without it.
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

    /// <summary>Checks whether JobManager cannot have accepted anything: it reported that, or was not reached.</summary>
    private static bool NeverArrived(Exception exception) => exception switch
    {
        ApiProblemException refusal => refusal.Problem.Status < StatusCodes.Status500InternalServerError,
        BrokenCircuitException => true,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => true,
        _ => false,
    };

    /// <summary>Starts the span of the request to JobManager, in the first submission's trace and linked to the others.</summary>
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

        // No submission is recorded. An unsampled parent keeps the HTTP client from starting a trace of its own.
        return parent == default ? null : new Activity("submit_group").SetParentId(parent.TraceId, parent.SpanId, ActivityTraceFlags.None).Start();
    }

    [LoggerMessage(2, LogLevel.Information, "{Jobs} jobs of {Requests} requests were sent to JobManager in one group")]
    private partial void LogCreated(int jobs, int requests);

    [LoggerMessage(1, LogLevel.Warning, "{Count} submissions could not be sent to JobManager: {Type}: {Reason}")]
    private partial void LogFailed(int count, string type, string reason);

    [LoggerMessage(3, LogLevel.Error, "{Count} submissions failed with an internal error")]
    private partial void LogFault(int count, Exception exception);
}
