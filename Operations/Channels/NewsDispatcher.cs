using Microsoft.Extensions.Options;
using Platform.Contracts.Internal;
using Platform.Operations.States;
using Platform.ServiceDefaults.Loops;

namespace Platform.Operations.Channels;

/// <summary>Delivers messages that are due, and tries failed ones again with growing delays.</summary>
internal sealed partial class NewsDispatcher(
    NewsStore store, NewsSender sender, NewsMetrics metrics, IOptions<ChannelOptions> options, TimeProvider time, ILogger<NewsDispatcher> logger) : PeriodicLoop(time, logger)
{
    private const int AtOnce = 16;

    private static readonly TimeSpan s_maxDelay = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_cleanEvery = TimeSpan.FromHours(1);

    private readonly ILogger _logger = logger;
    private DateTimeOffset _cleanAt;

    protected override TimeSpan Interval => options.Value.Interval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        var due = await store.ClaimAsync(AtOnce, cancellationToken);
        await Task.WhenAll(due.Select(news => DeliverAsync(news, cancellationToken)));
        if (Time.GetUtcNow() >= _cleanAt)
        {
            await store.CleanAsync(cancellationToken);
            _cleanAt = Time.GetUtcNow() + s_cleanEvery;
        }

        return due.Count == AtOnce;
    }

    private async Task DeliverAsync(News news, CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        if (news.Incident is { Severity: not IncidentPriority.P1 } && news.Channel.Quiet?.NextAfter(now) is { } end && end > now)
        {
            await store.PostponeAsync(news.Id, end, cancellationToken);
            return;
        }

        var answer = await sender.SendAsync(news, cancellationToken);
        var isLast = !answer.MayRetry || news.Attempt >= options.Value.MaxAttempts || news.Kind == NewsKind.Test;
        metrics.Count(news.Channel.Kind, answer, isLast);

        // The message is out: what became of it is stored even if the service stops.
        if (answer.IsDelivered)
        {
            await store.EndAsync(news.Id, DeliveryOutcome.Delivered, answer.StatusCode, null, CancellationToken.None);
        }
        else if (isLast)
        {
            GivenUp(news.Id, news.Channel.Id, news.Attempt, answer.Error);
            await store.EndAsync(news.Id, DeliveryOutcome.GivenUp, answer.StatusCode, answer.Error, CancellationToken.None);
        }
        else
        {
            var seconds = Math.Min(options.Value.FirstDelay.TotalSeconds * Math.Pow(2, news.Attempt - 1), s_maxDelay.TotalSeconds);
            await store.TryAgainAsync(news.Id, Time.GetUtcNow() + TimeSpan.FromSeconds(seconds), answer.StatusCode, answer.Error, CancellationToken.None);
        }
    }

    [LoggerMessage(80, LogLevel.Warning, "Message {MessageId} to channel {ChannelId} is given up after {Attempts} tries: {Reason}", EventName = "notification_given_up")]
    private partial void GivenUp(Guid messageId, Guid channelId, int attempts, string? reason);
}
