using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Platform.JobManager.Telemetry;
using Platform.ServiceDefaults.Loops;

namespace Platform.JobManager.Webhooks;

/// <summary>
/// Delivers due webhooks concurrently, with limits for each owner and each host, and retries failed ones with backoff. A claimed webhook for which
/// no slot is free is deferred for a moment. Meanwhile no more webhooks of its owner are claimed, so that owners with many webhooks do not delay
/// the others.
/// </summary>
internal sealed class WebhookDispatcher(
    WebhookStore store,
    WebhookSender sender,
    JobMetrics metrics,
    IOptions<WebhookOptions> options,
    TimeProvider time,
    ILogger<WebhookDispatcher> logger) : PeriodicLoop(time, logger)
{
    private static readonly TimeSpan s_deferFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_maxDeferred = TimeSpan.FromSeconds(20);

    private readonly WebhookSlots _slots = new(options.Value.PerOwner ?? Math.Max(1, options.Value.AtOnce / 4), options.Value.PerHost);
    private readonly ConcurrentDictionary<Guid, Task> _running = new();
    private readonly List<(PendingWebhook Webhook, long Since)> _deferred = [];
    private long _claimedAt;

    // A claim that skips owners reads all of their due webhooks, so it may take at most a twentieth of the time.
    private TimeSpan _skipPause;
    private bool _claimsAtOnce = true;

    protected override TimeSpan Interval => TimeSpan.FromSeconds(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        var postponed = _deferred.Select(deferred => store.PostponeAsync(deferred.Webhook, Time.GetUtcNow(), cancellationToken));
        await Task.WhenAll(_running.Values.Concat(postponed)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        await StartDeferredAsync(cancellationToken);
        var free = Math.Min(options.Value.AtOnce - _running.Count, (4 * options.Value.AtOnce) - _deferred.Count);
        if (free <= 0)
        {
            await WaitForAnyAsync(cancellationToken);
            return true;
        }

        // A claim that skips owners reads their webhooks: once a second is enough while nothing has changed for them.
        var skipsOwners = _deferred.Count > 0;
        var pause = skipsOwners ? _skipPause : TimeSpan.Zero;
        if (!_claimsAtOnce && skipsOwners && pause < Interval)
        {
            pause = Interval;
        }

        if (Time.GetElapsedTime(_claimedAt) >= pause)
        {
            _claimedAt = Time.GetTimestamp();
            var due = await store.ClaimAsync(free, [.. _deferred.Select(deferred => deferred.Webhook.OwnerId).Distinct()], cancellationToken);
            _skipPause = skipsOwners ? 20 * Time.GetElapsedTime(_claimedAt) : TimeSpan.Zero;
            foreach (var webhook in due)
            {
                if (!TryStart(webhook, cancellationToken))
                {
                    _deferred.Add((webhook, Time.GetTimestamp()));
                }
            }

            _claimsAtOnce = due.Count == free;
        }
        else
        {
            _claimsAtOnce = false;
        }

        if (_claimsAtOnce || _deferred.Count == 0)
        {
            return _claimsAtOnce;
        }

        await WaitForAnyAsync(cancellationToken);
        return true;
    }

    private static string HostOf(PendingWebhook webhook) =>
        Uri.TryCreate(webhook.Url, UriKind.Absolute, out var url) ? url.Authority : string.Empty;

    /// <summary>Starts deferred webhooks for which slots are free, and postpones those that were deferred for long. Postponing does not count as a try.</summary>
    private async Task StartDeferredAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < _deferred.Count;)
        {
            var (webhook, since) = _deferred[i];
            if (Time.GetElapsedTime(since) > s_maxDeferred)
            {
                // It could not be postponed, and its claim expires: the replica that claims it next sends it.
                _deferred.RemoveAt(i);
                continue;
            }

            if (_running.Count >= options.Value.AtOnce || !TryStart(webhook, cancellationToken))
            {
                if (Time.GetElapsedTime(since) < s_deferFor)
                {
                    i++;
                    continue;
                }

                await store.PostponeAsync(webhook, Time.GetUtcNow() + TimeSpan.FromSeconds(1), cancellationToken);
            }

            _deferred.RemoveAt(i);
            _claimsAtOnce |= !_deferred.Exists(deferred => deferred.Webhook.OwnerId == webhook.OwnerId);
        }
    }

    private async Task WaitForAnyAsync(CancellationToken cancellationToken) =>
        await Task.WhenAny(_running.Values.Append(Task.Delay(Interval, Time, cancellationToken)));

    private bool TryStart(PendingWebhook webhook, CancellationToken cancellationToken)
    {
        var host = HostOf(webhook);
        if (!_slots.TryTake(webhook.OwnerId, host))
        {
            return false;
        }

        var delivery = DeliverAsync(webhook, host, cancellationToken);
        _running.TryAdd(webhook.Id, delivery);
        _ = delivery.ContinueWith(
            (_, id) => _running.TryRemove((Guid)id!, out var _), webhook.Id, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return true;
    }

    private async Task DeliverAsync(PendingWebhook webhook, string host, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await sender.SendAsync(webhook, cancellationToken);
            metrics.Webhook(answer.IsDelivered);
            await store.StoreResultAsync(webhook, answer, NextOf(webhook, answer), CancellationToken.None);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The claim expires, and the webhook is tried again.
        }
#pragma warning disable CA1031 // The failure of one webhook must not stop the others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailure(exception, options.Value.Timeout);
        }
        finally
        {
            _slots.Free(webhook.OwnerId, host);
        }
    }

    private DateTimeOffset? NextOf(PendingWebhook webhook, WebhookAnswer answer)
    {
        // With 410 a receiver says that it does not want any more webhooks.
        if (answer.IsDelivered || answer.StatusCode == StatusCodes.Status410Gone || webhook.Attempt >= options.Value.MaxAttempts)
        {
            return null;
        }

        var seconds = Math.Min(
            options.Value.FirstDelay.TotalSeconds * Math.Pow(2, webhook.Attempt - 1), options.Value.LongestDelay.TotalSeconds);
#pragma warning disable CA5394 // Jitter needs no secrecy.
        return Time.GetUtcNow() + TimeSpan.FromSeconds(seconds * (0.8 + (0.4 * Random.Shared.NextDouble())));
#pragma warning restore CA5394
    }
}
