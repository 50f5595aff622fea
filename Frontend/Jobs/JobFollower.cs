using Platform.Frontend.Live;

namespace Platform.Frontend.Jobs;

/// <summary>Brings a feed's messages to a page in batches, so that a storm of changes renders a few times a second.</summary>
internal static class JobFollower
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs until the token is cancelled.</summary>
    public static async Task FollowAsync(
        FeedSubscription subscription,
        Func<IReadOnlyList<FeedMessage>, Task> handle,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        try
        {
            while (await subscription.ReadAsync(cancellationToken) is { Count: > 0 } batch)
            {
                await handle(batch);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
    }
}
