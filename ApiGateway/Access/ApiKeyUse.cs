using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.Access;

/// <summary>Records when API keys were last used, to the minute, in the background.</summary>
internal sealed partial class ApiKeyUse(IDbContextFactory<IdentityDb> databases, TimeProvider time, ILogger<ApiKeyUse> logger) : BackgroundService
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _used = new();

    /// <summary>Records a use. Called when a cached answer is renewed, which is every few seconds for a key in use.</summary>
    public void Note(Guid keyId)
    {
        var now = time.GetUtcNow();
        _used[keyId] = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await WriteAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            using var last = new CancellationTokenSource(TimeSpan.FromSeconds(3), time);
            await WriteAsync(last.Token);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var minute in _used.ToArray().GroupBy(u => u.Value))
        {
            try
            {
                await using var db = await databases.CreateDbContextAsync(cancellationToken);
                var ids = minute.Select(u => u.Key).ToArray();
                await db.ApiKeys
                    .Where(k => ids.Contains(k.Id) && (k.LastUsedAt == null || k.LastUsedAt < minute.Key))
                    .ExecuteUpdateAsync(s => s.SetProperty(k => k.LastUsedAt, minute.Key), cancellationToken);
                foreach (var use in minute)
                {
                    _used.TryRemove(use);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogNotWritten(exception.Message);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Last use of API keys could not be stored and will be retried: {Reason}")]
    private partial void LogNotWritten(string reason);
}
