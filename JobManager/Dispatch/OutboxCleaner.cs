using Microsoft.Extensions.Options;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Dispatch;

/// <summary>Deletes outbox rows whose jobs RabbitMQ has confirmed, in batches.</summary>
internal sealed class OutboxCleaner(JobDatabase database, RelayQueue queue, IOptions<DispatchOptions> options, TimeProvider time, ILogger<OutboxCleaner> logger)
    : Loop(time, logger)
{
    private const int MaxRows = 2000;

    private readonly List<Guid> _ids = [];

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        while (_ids.Count > 0 || await queue.Published.WaitToReadAsync(cancellationToken))
        {
            while (_ids.Count < MaxRows && queue.Published.TryRead(out var id))
            {
                _ids.Add(id);
            }

            await database.For(QueryType.Delete).ExecuteAsync(
                async (ids, token) => await DispatchOutbox.DeleteAsync(database.Relaxed, ids, token), _ids, cancellationToken);
            _ids.Clear();

            // The deletion is not urgent; a short pause lets more confirms accumulate.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(50, options.Value.Claim.TotalMilliseconds / 10)), Time, cancellationToken);
        }
    }
}
