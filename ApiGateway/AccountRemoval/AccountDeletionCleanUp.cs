using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.JobManagement;

namespace Platform.ApiGateway.AccountRemoval;

/// <summary>
/// Removes the data of deleted accounts in the background, in any replica. The progress is in the database, so that it continues after a crash.
/// </summary>
internal sealed partial class AccountDeletionCleanUp(
    IDbContextFactory<IdentityDb> databases,
    AccountData data,
    JobManagerClient jobs,
    AccountDeletionMetrics metrics,
    IOptions<AccountDeletionOptions> options,
    TimeProvider time,
    ILogger<AccountDeletionCleanUp> logger) : BackgroundService
{
    /// <summary>The time limit of one run; after a crash another replica continues then.</summary>
    private static readonly TimeSpan s_turn = TimeSpan.FromMinutes(5);

    /// <summary>Processes all deletions that are due.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        while (await ClaimAsync(cancellationToken) is { } deletion)
        {
            // Ends before another replica may start.
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            turn.CancelAfter(s_turn - TimeSpan.FromSeconds(30));
            try
            {
                await ContinueAsync(deletion, turn.Token);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                LogLater(deletion.UserId, exception.Message);
                await PostponeAsync(deletion.UserId, time.GetUtcNow() + options.Value.Retry, cancellationToken);
            }
        }

        await CountAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await RunOnceAsync(stoppingToken);
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

    private async Task ContinueAsync(PendingAccountDeletion deletion, CancellationToken cancellationToken)
    {
        var isNothingLeft = await data.RemoveAsync(deletion.UserId, cancellationToken);
        var settled = deletion.RequestedAt + options.Value.Settle;
        var now = time.GetUtcNow();
        if (!isNothingLeft || now < settled)
        {
            await PostponeAsync(deletion.UserId, !isNothingLeft ? now + options.Value.Retry : settled, cancellationToken);
            return;
        }

        // Recorded before the row is deleted: after a crash in between it is recorded again with the same id.
        await jobs.NoteAsync(deletion.Id, deletion.UserId, "account.deleted", cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.BeginLiveTransactionAsync(cancellationToken);
        await db.DeleteMailsAsync(deletion.UserId, cancellationToken);
        await db.RemoveAddressesAsync(deletion.UserId, cancellationToken);
        await db.AccountDeletions.Where(d => d.UserId == deletion.UserId).ExecuteDeleteAsync(cancellationToken);
        await db.Users.Where(u => u.Id == deletion.UserId).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogDone(deletion.UserId);
    }

    private async Task<PendingAccountDeletion?> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var until = now + s_turn;
        while (await db.AccountDeletions.AsNoTracking().Where(d => d.DueAt <= now).OrderBy(d => d.DueAt).FirstOrDefaultAsync(cancellationToken) is { } due)
        {
            // Conditional on the value that was read: another replica may have been first.
            if (await db.AccountDeletions.Where(d => d.UserId == due.UserId && d.DueAt == due.DueAt).ExecuteUpdateAsync(s => s.SetProperty(d => d.DueAt, until), cancellationToken) == 1)
            {
                return due;
            }
        }

        return null;
    }

    private async Task PostponeAsync(Guid user, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.AccountDeletions.Where(d => d.UserId == user)
            .ExecuteUpdateAsync(s => s.SetProperty(d => d.DueAt, until), cancellationToken);
    }

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        metrics.Seen(await db.AccountDeletions.CountAsync(cancellationToken), await db.AccountDeletions.MinAsync(d => (DateTimeOffset?)d.RequestedAt, cancellationToken));
    }

    [LoggerMessage(1, LogLevel.Information, "Removed all data of deleted account {UserId}")]
    private partial void LogDone(Guid userId);

    [LoggerMessage(2, LogLevel.Warning, "Removing data of deleted account {UserId} failed and will be retried: {Reason}")]
    private partial void LogLater(Guid userId, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Finding deleted accounts failed and will be retried: {Reason}")]
    private partial void LogFailed(string reason);
}
