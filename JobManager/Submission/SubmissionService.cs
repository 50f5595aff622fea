using Platform.JobManager.Backlog;
using Platform.JobManager.Changes;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;

namespace Platform.JobManager.Submission;

/// <summary>Runs the writers; on shutdown they commit what was accepted for commit before the service ends.</summary>
internal sealed class SubmissionService(
    SubmissionQueue queue,
    JobDatabase database,
    RelayQueue relay,
    AdmissionPacer pacer,
    ChangePublisher publisher,
    TimeProvider time,
    ILogger<SubmissionService> logger) : IHostedService
{
    private const int Writers = 2;

    private Task _writers = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _writers = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ =>
            new SubmissionWriter(queue, new SubmissionStore(database, relay, time), database, pacer, publisher, time, logger).RunAsync()));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Complete();
        await _writers.WaitAsync(cancellationToken);
    }
}
