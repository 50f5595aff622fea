using Microsoft.Extensions.Options;
using Platform.ApiGateway.InternalCalls;
using Platform.ApiGateway.JobManagement;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Grouping;

namespace Platform.ApiGateway.Submission;

/// <summary>Sends submissions to JobManager, those that wait at the same time in one request.</summary>
internal sealed partial class SubmissionGroups : IHostedService
{
    // With the largest request behind it, a group stays well below the limit of a message.
    private const long MaxBytes = 8 * 1024 * 1024;

    private readonly JobManagerClient _client;
    private readonly ILogger<SubmissionGroups> _logger;
    private readonly GroupSender<Submission, SubmissionAnswer> _sender;

    public SubmissionGroups(JobManagerClient client, IOptions<SubmissionOptions> options, ILogger<SubmissionGroups> logger)
    {
        (_client, _logger) = (client, logger);
        var o = options.Value;
        _sender = new GroupSender<Submission, SubmissionAnswer>(
            new GroupTarget(JobManagerClient.Name, "submit_group", "submission queue"),
            new GroupingOptions(o.Groups, o.JobsPerGroup, o.Waiting) { MaxBytes = MaxBytes },
            SendAsync,
            static submission => submission.Jobs.Count,
            static submission => submission.Bytes,
            logger);
    }

    /// <summary>Sends a submission with the next group.</summary>
    public async Task<SubmissionAnswer> SubmitAsync(Submission submission)
    {
        var answer = await _sender.SendAsync(submission);
        return answer.Problem is { } problem ? new SubmissionAnswer([], 0, 0, problem, answer.MayBeDone) : answer.Value;
    }

    public Task StartAsync(CancellationToken cancellationToken) => _sender.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _sender.StopAsync(cancellationToken);

    private async Task SendAsync(IReadOnlyList<Submission> group)
    {
        var request = new SubmitJobsRequest();
        foreach (var submission in group)
        {
            request.Jobs.Add(submission.Jobs);
        }

        // Not bound to any of the requests, which wait for it together.
        var reply = await _client.SubmitAsync(request, CancellationToken.None);
        _sender.Expect(request.Jobs.Count, reply.Results.Count);
        if (request.Jobs.Count > 1)
        {
            LogCreated(request.Jobs.Count, group.Count);
        }

        var first = 0;
        foreach (var submission in group)
        {
            submission.Complete(new SubmissionAnswer(reply.Results, first, reply.HasRetryAfterSeconds ? reply.RetryAfterSeconds : 1, null));
            first += submission.Jobs.Count;
        }
    }

    [LoggerMessage(2, LogLevel.Information, "{Jobs} jobs of {Requests} requests were sent to JobManager in one group")]
    private partial void LogCreated(int jobs, int requests);
}
