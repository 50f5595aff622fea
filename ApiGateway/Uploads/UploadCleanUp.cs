using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Uploads;

/// <summary>Completes uploads that a crash interrupted, and deletes expired ones that no job uses, and sessions and links that have expired long ago.</summary>
internal sealed partial class UploadCleanUp(
    IDbContextFactory<IdentityDb> databases, UploadStore store, UsedUploads used, IOptions<UploadOptions> options, TimeProvider time, ILogger<UploadCleanUp> logger)
    : BackgroundService
{
    private const int Batch = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.CleanUpPeriod, time);
        try
        {
            do
            {
                try
                {
                    await RunOnceAsync(stoppingToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    LogFailed(exception.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    /// <summary>Runs one round over all due uploads.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var quiet = now - TimeSpan.FromMinutes(1);
        var interrupted = await db.Uploads.AsNoTracking()
            .Where(u => u.State == UploadState.Received && u.ExpiresAt > now && (u.WriterUntil == null || u.WriterUntil < quiet))
            .OrderBy(u => u.Id).Take(Batch).ToListAsync(cancellationToken);
        foreach (var upload in interrupted)
        {
            await TryAsync(upload.Id, () => store.FinishAsync(upload, cancellationToken));
        }

        var expired = await db.Uploads.AsNoTracking().Where(u => u.ExpiresAt <= now).OrderBy(u => u.ExpiresAt).Take(Batch).ToListAsync(cancellationToken);
        foreach (var upload in expired)
        {
            await TryAsync(
                upload.Id,
                async () =>
                {
                    if (!await used.KeepAsync(upload, db, cancellationToken))
                    {
                        await store.DeleteAsync(upload, cancellationToken);
                    }
                });
        }

        await db.Sessions.Where(s => s.ExpiresAt < now.AddDays(-7)).ExecuteDeleteAsync(cancellationToken);
        await db.CaptionLinks.Where(l => l.ExpiresAt < now.AddDays(-7)).ExecuteDeleteAsync(cancellationToken);
    }

    private async Task TryAsync(Guid id, Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception exception) when (exception is IOException or ApiProblemException or DbUpdateException)
        {
            LogUpload(id, exception.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Cleaning up uploads failed and will be retried: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(2, LogLevel.Warning, "Cleaning up upload {UploadId} failed and will be retried: {Reason}")]
    private partial void LogUpload(Guid uploadId, string reason);
}
