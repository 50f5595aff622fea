using Microsoft.Extensions.Options;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Dispatch;

/// <summary>Deletes the batches that the broker has confirmed, as many at once as there are.</summary>
internal sealed class OutboxKeeper(JobDatabase database, RelayQueue queue, IOptions<DispatchOptions> options, TimeProvider time, ILogger<OutboxKeeper> logger)
    : Loop(time, logger)
{
    private readonly List<Guid> _ids = [];

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        while (_ids.Count > 0 || await queue.Confirmed.WaitToReadAsync(cancellationToken))
        {
            while (_ids.Count < 2000 && queue.Confirmed.TryRead(out Guid id))
            {
                _ids.Add(id);
            }

            await database.For(QueryType.Delete).ExecuteAsync(
                async (ids, token) => await DispatchOutbox.DeleteAsync(database.Relaxed, ids, token), _ids, cancellationToken);
            _ids.Clear();

            // Nobody waits for the deletion: a short pause lets confirms gather.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(50, options.Value.Claim.TotalMilliseconds / 10)), Time, cancellationToken);
        }
    }
}
