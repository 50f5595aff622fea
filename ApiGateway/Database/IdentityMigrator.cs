using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Platform.ApiGateway.Database;

/// <summary>Applies the migrations of the gateway's schema while the previous version runs.</summary>
internal sealed partial class IdentityMigrator(IdentityDb db, TimeProvider time, ILogger<IdentityMigrator> logger)
{
    /// <summary>The pause before a migration that could not get its locks is tried again, so that statements queued behind it can run.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>Applies all migrations that have not been applied yet, and tries again until it gets their locks or is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            // Every later lock request queues behind one that waits, including those of the version still running, so a migration gives up early.
            await db.Database.ExecuteSqlRawAsync("SET lock_timeout = '2s'", cancellationToken);
            while (!await TryAsync(cancellationToken))
            {
                await Task.Delay(s_pause, time, cancellationToken);
            }
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await db.Database.MigrateAsync(cancellationToken);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            LogWaits(exception.MessageText);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The migrations have to wait and are tried again: {Reason}")]
    private partial void LogWaits(string reason);
}
