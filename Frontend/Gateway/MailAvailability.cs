using System.Text.Json;

namespace Platform.Frontend.Gateway;

/// <summary>Determines whether the platform sends mail, without which dependent features are hidden, and where to.</summary>
internal sealed class MailAvailability(IServiceScopeFactory scopes, TimeProvider time)
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(10);

    private volatile CachedAnswer? _last;

    /// <summary>Gets whether there are mails, as <see cref="FindAsync"/> finds it.</summary>
    public async ValueTask<bool> IsAvailableAsync(CancellationToken cancellationToken) => await FindAsync(cancellationToken) is not MailDelivery.None;

    /// <summary>
    /// Reads the setting periodically. While the gateway does not answer, the last result applies; before the first, mail counts as unavailable.
    /// </summary>
    public async ValueTask<MailDelivery> FindAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && time.GetElapsedTime(last.At) < s_lifetime)
        {
            return last.Delivery;
        }

        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var settings = await scope.ServiceProvider.GetRequiredService<AccountApi>().SettingsAsync(either.Token);
            var delivery = !settings.Mail ? MailDelivery.None : settings.MailInLog ? MailDelivery.Log : MailDelivery.Server;
            _last = new CachedAnswer(delivery, time.GetTimestamp());
        }
        catch (Exception exception) when (exception is GatewayException or GatewayUnavailableException or JsonException or HttpRequestException or IOException or OperationCanceledException)
        {
            // The page is shown without it, and the next attempt is delayed, so that visits do not have to wait.
            if (!cancellationToken.IsCancellationRequested)
            {
                _last = new CachedAnswer(_last?.Delivery ?? MailDelivery.None, time.GetTimestamp() - (long)((s_lifetime - s_again).TotalSeconds * time.TimestampFrequency));
            }
        }

        return _last?.Delivery ?? MailDelivery.None;
    }

    private sealed record CachedAnswer(MailDelivery Delivery, long At);
}
