using Platform.Frontend.Gateway;

namespace Platform.Frontend.Live;

/// <summary>Keeps one event stream open, and reconnects when it breaks. In the meantime its subscribers are told to poll.</summary>
internal sealed partial class JobFeed : IAsyncDisposable
{
    private static readonly TimeSpan s_pollEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_maxRequestedWait = TimeSpan.FromMinutes(5);

    private readonly EventStream _stream;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly List<FeedSubscription> _followers = [];
    private readonly Task _running;
    private FeedState _state = FeedState.Connecting;

    public JobFeed(EventStream stream, TimeProvider time, ILogger logger)
    {
        _stream = stream;
        _time = time;
        _logger = logger;
        _running = RunAsync(_stopping.Token);
    }

    public void Add(FeedSubscription follower)
    {
        lock (_lock)
        {
            _followers.Add(follower);
            follower.Post(new FeedMessage.StateChanged(_state));
        }
    }

    /// <summary>Removes a subscriber, and returns how many are left.</summary>
    public int Remove(FeedSubscription follower)
    {
        lock (_lock)
        {
            _followers.Remove(follower);
            return _followers.Count;
        }
    }

    public void Stop() => _stopping.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan? asked = null;
            try
            {
                await foreach (var message in _stream.ReadAsync(cancellationToken))
                {
                    if (message is FeedMessage.StateChanged change)
                    {
                        failures = 0;
                        Turn(change.State);

                        // The stream does not contain earlier changes.
                        Publish(new FeedMessage.ReadAgain());
                    }
                    else
                    {
                        Publish(message);
                    }
                }
            }
            catch (SessionEndedException)
            {
                Turn(FeedState.Ended);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is GatewayUnavailableException or GatewayException or IOException
                or HttpRequestException or TimeoutException or OperationCanceledException or FormatException or System.Text.Json.JsonException)
            {
                LogBroken(exception.Message);
                asked = (exception as GatewayException)?.RetryAfter;
            }

            Turn(FeedState.Polling);
            await WaitAsync(WaitAfter(++failures, asked), cancellationToken);
        }
    }

    // Longer after each failure, and at least as long as the response asked for.
    private static TimeSpan WaitAfter(int failures, TimeSpan? asked)
    {
        var doubled = Math.Min(s_maxWait.TotalSeconds, s_pollEvery.TotalSeconds * Math.Pow(2, Math.Min(failures, 8) - 1));
        return TimeSpan.FromSeconds(Math.Max(doubled * (0.8 + (Random.Shared.NextDouble() * 0.4)), Math.Min(asked?.TotalSeconds ?? 0, s_maxRequestedWait.TotalSeconds)));
    }

    // In the meantime the subscribers poll.
    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        while (wait > TimeSpan.Zero && !cancellationToken.IsCancellationRequested)
        {
            Publish(new FeedMessage.ReadAgain());
            await Task.Delay(wait < s_pollEvery ? wait : s_pollEvery, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait -= s_pollEvery;
        }
    }

    private void Turn(FeedState state)
    {
        lock (_lock)
        {
            if (_state == state)
            {
                return;
            }

            _state = state;
        }

        Publish(new FeedMessage.StateChanged(state));
    }

    private void Publish(FeedMessage message)
    {
        lock (_lock)
        {
            foreach (var follower in _followers)
            {
                follower.Post(message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Event stream was interrupted and will be reconnected: {Reason}")]
    private partial void LogBroken(string reason);
}
