using Microsoft.AspNetCore.Components;
using Platform.Frontend.Elements;
using Platform.Frontend.Live;
using Platform.Frontend.Session;

namespace Platform.Frontend.Jobs;

/// <summary>The base class of page parts that receive changes while they are visible, and read again what they may have missed.</summary>
public abstract class FollowingComponent : LiveComponent
{
    // Frequent changes are rendered a few times a second.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);
    private CancellationTokenSource? _following;

    /// <inheritdoc />
    protected override TimeSpan Period => Timeout.InfiniteTimeSpan;

    [Inject] private protected JobFeeds Feeds { get; set; } = default!;

    [Inject] private protected CurrentSession Session { get; set; } = default!;

    /// <summary>Gets whether changes arrive as they happen; null while that is unknown.</summary>
    protected bool? IsFeedLive { get; private set; }

    /// <summary>Subscribes to changes; called again after the page was hidden for a while, and when the subject changes.</summary>
    /// <returns>The subscription; null if there is nothing to follow now.</returns>
    private protected abstract FeedSubscription? Follow(UserSession session);

    /// <summary>Applies a change.</summary>
    /// <returns>Whether the content has to be read again.</returns>
    private protected abstract bool Apply(FeedMessage message);

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        if (RendererInfo.IsInteractive && !CloseToken.IsCancellationRequested)
        {
            _ = FollowAsync();
        }
    }

    /// <summary>Renews the subscription, for a new subject.</summary>
    private protected void RestartFollowing() => _following?.Cancel();

    // On the circuit's own thread, as all code of a component.
    private async Task FollowAsync()
    {
        var isFirst = true;
        try
        {
            while (await Session.FindAsync() is { } session)
            {
                await Presence.Visibility.OpenAsync(CloseToken);
                CloseToken.ThrowIfCancellationRequested();
                using var following = CancellationTokenSource.CreateLinkedTokenSource(CloseToken, Presence.Visibility.WhileOpen);
                _following = following;
                using (var subscription = Follow(session))
                {
                    if (!isFirst)
                    {
                        // A stream that another tab has kept open does not repeat earlier changes.
                        await HandleAsync([new FeedMessage.ReadAgain()]);
                    }

                    isFirst = false;
                    await ReadAsync(subscription, following.Token);
                }

                _following = null;
                IsFeedLive = null;
                if (!following.IsCancellationRequested)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (CloseToken.IsCancellationRequested)
        {
            // The page is closed.
        }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }

    private async Task ReadAsync(FeedSubscription? subscription, CancellationToken cancellationToken)
    {
        if (subscription is null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        try
        {
            while (await subscription.ReadAsync(cancellationToken) is { Count: > 0 } batch)
            {
                await HandleAsync(batch);
                await Task.Delay(s_pause, Time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The page is hidden, or its subject has changed.
        }
    }

    private async Task HandleAsync(IReadOnlyList<FeedMessage> batch)
    {
        var isStale = false;
        foreach (var message in batch)
        {
            switch (message)
            {
                case FeedMessage.StateChanged { State: FeedState.Ended }:
                    Session.SessionEnded();
                    return;
                case FeedMessage.StateChanged change:
                    IsFeedLive = change.State switch { FeedState.Live => true, FeedState.Polling => false, _ => null };
                    break;
                case FeedMessage.ReadAgain:
                    isStale = true;
                    break;
                default:
                    isStale |= Apply(message);
                    break;
            }
        }

        // After failures the next attempt is not made before it is due, however often the stream reports missed changes.
        if (isStale && IsRetryDue)
        {
            await LoadAsync();
        }

        StateHasChanged();
    }
}
