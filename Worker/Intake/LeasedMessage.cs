using Platform.Worker.Leases;
using Platform.Worker.Telemetry;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Platform.Worker.Intake;

/// <summary>
/// Represents the RabbitMQ message of jobs that run under a lease: acknowledged when all its jobs are answered, returned when one of them is not.
/// </summary>
internal sealed class LeasedMessage(IChannel channel, QueueTag queue, ulong tag, int jobs, long takenAt)
{
    private int _left = jobs;
    private int _unanswered;

    public QueueTag Queue => queue;

    /// <summary>Records the answer about the lease of one of the jobs.</summary>
    public async Task SettleAsync(LeaseAnswer answer, WorkerTelemetry telemetry, TimeProvider time)
    {
        if (answer == LeaseAnswer.Unanswered)
        {
            Interlocked.Exchange(ref _unanswered, 1);
        }

        if (Interlocked.Decrement(ref _left) > 0)
        {
            return;
        }

        try
        {
            if (_unanswered == 0)
            {
                await channel.BasicAckAsync(tag, multiple: false, CancellationToken.None);
            }
            else
            {
                await channel.BasicNackAsync(tag, multiple: false, requeue: true, CancellationToken.None);
            }
        }
        catch (Exception error) when (error is AlreadyClosedException or ObjectDisposedException or OperationInterruptedException or IOException)
        {
            // It will be redelivered; its attempts are refused while the lease is valid.
        }

        telemetry.MessageDone(queue, time.GetElapsedTime(takenAt), _unanswered == 0 ? MessageEnd.Acked : MessageEnd.Requeued);
    }
}
