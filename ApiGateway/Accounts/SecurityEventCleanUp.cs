using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.Accounts;

/// <summary>Deletes security events after their retention period, in small batches by id, because ids are ordered by time.</summary>
internal sealed partial class SecurityEventCleanUp(
    IDbContextFactory<IdentityDb> databases, IOptions<SecurityEventOptions> options, TimeProvider time, ILogger<SecurityEventCleanUp> logger) : BackgroundService
{
    private const int Batch = 1000;

    /// <summary>Deletes all expired events.</summary>
    /// <returns>The number of deleted events.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var first = Guid.CreateVersion7(time.GetUtcNow() - options.Value.Kept);
        var all = 0;
        int deleted;
        do
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            deleted = await db.Database.ExecuteSqlAsync(
                $"DELETE FROM identity.security_events WHERE id IN (SELECT id FROM identity.security_events WHERE id < {first} ORDER BY id LIMIT {Batch})",
                cancellationToken);
            all += deleted;
        }
        while (deleted == Batch);
        return all;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.CleanUpPeriod, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    if (await RunOnceAsync(stoppingToken) is > 0 and var deleted)
                    {
                        LogDeleted(deleted);
                    }
                }
                catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
                {
                    LogFailed(exception.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Deleted {Count} security events after their retention period")]
    private partial void LogDeleted(int count);

    [LoggerMessage(2, LogLevel.Warning, "Deleting old security events failed and will be retried: {Reason}")]
    private partial void LogFailed(string reason);
}
