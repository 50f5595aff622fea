using Microsoft.AspNetCore.Components;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;
using Platform.Frontend.Live;
using Platform.Frontend.Session;

namespace Platform.Frontend.Jobs;

/// <summary>A part of a page that is told of changes for as long as somebody can see it, and reads again what it may have missed.</summary>
public abstract class FollowingComponent : LiveComponent
{
    // A storm of changes is shown a few times a second.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);
    private CancellationTokenSource? _following;

    /// <inheritdoc />
    protected override TimeSpan Period => Timeout.InfiniteTimeSpan;

    [Inject] private protected JobFeeds Feeds { get; set; } = default!;

    [Inject] private protected CurrentSession Session { get; set; } = default!;

    /// <summary>Whether changes come as they happen; null while that is being found out.</summary>
    protected bool? IsTold { get; private set; }

    /// <summary>Begins to follow; called again after nobody was there for a while, and when what is followed is another one.</summary>
    /// <returns>Null when there is nothing to follow for now.</returns>
    private protected abstract FeedSubscription? Follow(UserSession session);

    /// <summary>Takes note of a change.</summary>
    /// <returns>Whether what is shown has to be read again for it.</returns>
    private protected abstract bool Apply(FeedMessage message);

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        if (RendererInfo.IsInteractive && !Left.IsCancellationRequested)
        {
            _ = FollowAsync();
        }
    }

    /// <summary>Follows something else from now on.</summary>
    private protected void FollowAnew() => _following?.Cancel();

    // On the circuit's own thread, as everything of a component.
    private async Task FollowAsync()
    {
        var isFirst = true;
        try
        {
            while (await Session.FindAsync() is { } session)
            {
                await Presence.Sight.OpenAsync(Left);
                Left.ThrowIfCancellationRequested();
                using var following = CancellationTokenSource.CreateLinkedTokenSource(Left, Presence.Sight.WhileOpen);
                _following = following;
                using (var subscription = Follow(session))
                {
                    if (!isFirst)
                    {
                        // A stream that another tab has kept open does not tell what happened in between.
                        await HandleAsync([new FeedMessage.ReadAgain()]);
                    }

                    isFirst = false;
                    await ReadAsync(subscription, following.Token);
                }

                _following = null;
                IsTold = null;
                if (!following.IsCancellationRequested)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (Left.IsCancellationRequested)
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
            // Nobody is there, or something else is followed.
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
                    new SessionEndedException().IsShown(Navigation);
                    return;
                case FeedMessage.StateChanged change:
                    IsTold = change.State switch { FeedState.Live => true, FeedState.Polling => false, _ => null };
                    break;
                case FeedMessage.ReadAgain:
                    isStale = true;
                    break;
                default:
                    isStale |= Apply(message);
                    break;
            }
        }

        // What keeps failing is left alone until its time has come, however often the stream says that something may be missing.
        if (isStale && MayLook)
        {
            await LoadAsync();
        }

        StateHasChanged();
    }
}
