using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Loops;

namespace Platform.Operations.StatusPage;

/// <summary>Reads the state again and again, and counts the minutes of each day by it.</summary>
internal sealed class StatusRefresher(StatusStore store, StatusBoard board, IOptions<StatusPageOptions> options, TimeProvider time, ILogger<StatusRefresher> logger)
    : PeriodicLoop(time, logger)
{
    private DateTimeOffset _counted;

    protected override TimeSpan Interval => options.Value.Interval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        var snapshot = await store.ReadAsync(now, cancellationToken);
        var minute = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        if (minute > _counted)
        {
            await store.CountAsync(snapshot, minute, cancellationToken);
            _counted = minute;
        }

        snapshot.TakenAt = Timestamp.FromDateTimeOffset(now);
        await board.StoreAsync(snapshot, cancellationToken);
        return false;
    }
}
