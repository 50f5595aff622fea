using Platform.Frontend.Gateway;
using Platform.Frontend.Session;

namespace Platform.Frontend.Live;

/// <summary>Shares the event streams of ApiGateway: one per session and URL, however many tabs follow it.</summary>
internal sealed class JobFeeds(GatewayHttp http, TokenRenewal renewal, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Session, string Path), JobFeed> _feeds = [];

    /// <summary>Subscribes to all jobs of the session's user.</summary>
    public FeedSubscription FollowAll(UserSession session) => Follow(session, "/api/v1/jobs/events");

    /// <summary>Subscribes to one job and its log.</summary>
    public FeedSubscription Follow(UserSession session, Guid jobId) => Follow(session, $"/api/v1/jobs/{jobId}/events");

    public async ValueTask DisposeAsync()
    {
        List<JobFeed> feeds;
        lock (_lock)
        {
            feeds = [.. _feeds.Values];
            _feeds.Clear();
        }

        foreach (var feed in feeds)
        {
            await feed.DisposeAsync();
        }
    }

    private FeedSubscription Follow(UserSession session, string path)
    {
        var key = (session.Id, path);
        lock (_lock)
        {
            if (!_feeds.TryGetValue(key, out var feed))
            {
                feed = new JobFeed(new EventStream(http, renewal, session, path, time), time, loggers.CreateLogger<JobFeed>());
                _feeds.Add(key, feed);
            }

            var subscription = new FeedSubscription(leaving => Release(key, feed, leaving));
            feed.Add(subscription);
            return subscription;
        }
    }

    private void Release((string Session, string Path) key, JobFeed feed, FeedSubscription leaving)
    {
        lock (_lock)
        {
            if (feed.Remove(leaving) > 0 || !_feeds.TryGetValue(key, out var current) || current != feed)
            {
                return;
            }

            _feeds.Remove(key);
        }

        feed.Stop();
    }
}
