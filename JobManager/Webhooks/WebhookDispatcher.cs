using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Platform.JobManager.Telemetry;
using Platform.ServiceDefaults.Loops;

namespace Platform.JobManager.Webhooks;

/// <summary>
/// Delivers webhooks that are due: several at a time, few of one owner and to one host, and again after a growing wait when it fails.
/// What is claimed and finds no room is held for a moment; until then no more of its owner's are claimed, so that the others' turn comes
/// however many the owner has.
/// </summary>
internal sealed class WebhookDispatcher(
    WebhookStore store,
    WebhookSender sender,
    JobMetrics metrics,
    IOptions<WebhookOptions> options,
    TimeProvider time,
    ILogger<WebhookDispatcher> logger) : PeriodicLoop(time, logger)
{
    private static readonly TimeSpan s_hold = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestHeld = TimeSpan.FromSeconds(20);

    private readonly WebhookSlots _slots = new(options.Value.PerOwner ?? Math.Max(1, options.Value.AtOnce / 4), options.Value.PerHost);
    private readonly ConcurrentDictionary<Guid, Task> _running = new();
    private readonly List<(PendingWebhook Webhook, long Since)> _held = [];
    private long _claimedAt;

    // Passing somebody over reads all of theirs that is due: a twentieth of the time at most.
    private TimeSpan _passOverPause;
    private bool _claimsAgain = true;

    protected override TimeSpan Interval => TimeSpan.FromSeconds(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        IEnumerable<Task> givenBack = _held.Select(held => store.PostponeAsync(held.Webhook, Time.GetUtcNow(), cancellationToken));
        await Task.WhenAll(_running.Values.Concat(givenBack)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        await StartHeldAsync(cancellationToken);
        int free = Math.Min(options.Value.AtOnce - _running.Count, (4 * options.Value.AtOnce) - _held.Count);
        if (free <= 0)
        {
            await AnyEndsAsync(cancellationToken);
            return true;
        }

        // Passing over the webhooks of those who wait reads them: once a second will do while nothing has changed for them.
        bool passesOver = _held.Count > 0;
        TimeSpan pause = passesOver ? _passOverPause : TimeSpan.Zero;
        if (!_claimsAgain && passesOver && pause < Interval)
        {
            pause = Interval;
        }

        if (Time.GetElapsedTime(_claimedAt) >= pause)
        {
            _claimedAt = Time.GetTimestamp();
            List<PendingWebhook> due = await store.ClaimAsync(free, [.. _held.Select(held => held.Webhook.OwnerId).Distinct()], cancellationToken);
            _passOverPause = passesOver ? 20 * Time.GetElapsedTime(_claimedAt) : TimeSpan.Zero;
            foreach (PendingWebhook webhook in due)
            {
                if (!TryStart(webhook, cancellationToken))
                {
                    _held.Add((webhook, Time.GetTimestamp()));
                }
            }

            _claimsAgain = due.Count == free;
        }
        else
        {
            _claimsAgain = false;
        }

        if (_claimsAgain || _held.Count == 0)
        {
            return _claimsAgain;
        }

        await AnyEndsAsync(cancellationToken);
        return true;
    }

    private static string HostOf(PendingWebhook webhook) =>
        Uri.TryCreate(webhook.Url, UriKind.Absolute, out Uri? url) ? url.Authority : string.Empty;

    /// <summary>Starts those for which there is room by now, and gives back those that were held for long: not a try, they come again.</summary>
    private async Task StartHeldAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < _held.Count;)
        {
            (PendingWebhook webhook, long since) = _held[i];
            if (Time.GetElapsedTime(since) > s_longestHeld)
            {
                // Could not be given back, and its claim runs out: whoever claims it next sends it.
                _held.RemoveAt(i);
                continue;
            }

            if (_running.Count >= options.Value.AtOnce || !TryStart(webhook, cancellationToken))
            {
                if (Time.GetElapsedTime(since) < s_hold)
                {
                    i++;
                    continue;
                }

                await store.PostponeAsync(webhook, Time.GetUtcNow() + TimeSpan.FromSeconds(1), cancellationToken);
            }

            _held.RemoveAt(i);
            _claimsAgain |= !_held.Exists(held => held.Webhook.OwnerId == webhook.OwnerId);
        }
    }

    private async Task AnyEndsAsync(CancellationToken cancellationToken) =>
        await Task.WhenAny(_running.Values.Append(Task.Delay(Interval, Time, cancellationToken)));

    private bool TryStart(PendingWebhook webhook, CancellationToken cancellationToken)
    {
        string host = HostOf(webhook);
        if (!_slots.TryTake(webhook.OwnerId, host))
        {
            return false;
        }

        Task delivery = DeliverAsync(webhook, host, cancellationToken);
        _running.TryAdd(webhook.Id, delivery);
        _ = delivery.ContinueWith(
            (_, id) => _running.TryRemove((Guid)id!, out Task? _), webhook.Id, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return true;
    }

    private async Task DeliverAsync(PendingWebhook webhook, string host, CancellationToken cancellationToken)
    {
        try
        {
            WebhookAnswer answer = await sender.SendAsync(webhook, cancellationToken);
            metrics.Webhook(answer.IsDelivered);
            await store.EndedAsync(webhook, answer, NextOf(webhook, answer), CancellationToken.None);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Its claim runs out, and it is tried again.
        }
#pragma warning disable CA1031 // One webhook's failure must not end the others'.
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
        // 410 is how a receiver says that it wants no more of them.
        if (answer.IsDelivered || answer.StatusCode == StatusCodes.Status410Gone || webhook.Attempt >= options.Value.MaxAttempts)
        {
            return null;
        }

        double seconds = Math.Min(
            options.Value.FirstDelay.TotalSeconds * Math.Pow(2, webhook.Attempt - 1), options.Value.LongestDelay.TotalSeconds);
#pragma warning disable CA5394 // Jitter needs no secrecy.
        return Time.GetUtcNow() + TimeSpan.FromSeconds(seconds * (0.8 + (0.4 * Random.Shared.NextDouble())));
#pragma warning restore CA5394
    }
}
