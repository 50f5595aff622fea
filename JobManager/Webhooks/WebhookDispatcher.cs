using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Platform.JobManager.Hosting;
using Platform.JobManager.Telemetry;

namespace Platform.JobManager.Webhooks;

/// <summary>Delivers webhooks that are due: several at a time, few to one host, and again after a growing wait when it fails.</summary>
internal sealed class WebhookDispatcher(
    WebhookStore store,
    WebhookSender sender,
    JobMetrics metrics,
    IOptions<WebhookOptions> options,
    TimeProvider time,
    ILogger<WebhookDispatcher> logger) : PeriodicLoop(time, logger)
{
    private readonly ConcurrentDictionary<string, int> _busy = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<Guid, Task> _running = new();

    protected override TimeSpan Interval => TimeSpan.FromSeconds(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_running.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        int free = options.Value.AtOnce - _running.Count;
        if (free <= 0)
        {
            return false;
        }

        List<PendingWebhook> due = await store.ClaimAsync(free, cancellationToken);
        foreach (PendingWebhook webhook in due)
        {
            Task delivery = DeliverAsync(webhook, cancellationToken);
            _running.TryAdd(webhook.Id, delivery);
            _ = delivery.ContinueWith(
                (_, id) => _running.TryRemove((Guid)id!, out Task? _), webhook.Id, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        return due.Count == free;
    }

    private async Task DeliverAsync(PendingWebhook webhook, CancellationToken cancellationToken)
    {
        string host = Uri.TryCreate(webhook.Url, UriKind.Absolute, out Uri? url) ? url.Authority : string.Empty;
        try
        {
            if (_busy.AddOrUpdate(host, 1, static (_, count) => count + 1) > options.Value.PerHost)
            {
                // Not a try: it comes again when the host has answered some of the others.
                await store.PostponeAsync(webhook, Time.GetUtcNow() + TimeSpan.FromSeconds(1), cancellationToken);
                return;
            }

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
            LoopLog.Failed(Logger, exception, nameof(WebhookDispatcher), options.Value.Timeout.TotalSeconds);
        }
        finally
        {
            if (_busy.AddOrUpdate(host, 0, static (_, count) => count - 1) == 0)
            {
                _busy.TryRemove(new KeyValuePair<string, int>(host, 0));
            }
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
