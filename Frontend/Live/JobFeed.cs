using Platform.Frontend.Gateway;

namespace Platform.Frontend.Live;

/// <summary>One event stream, opened again whenever it breaks. While it is away its followers are told to poll.</summary>
internal sealed partial class JobFeed : IAsyncDisposable
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(5);

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

    /// <summary>How many are left.</summary>
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
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var message in _stream.ReadAsync(cancellationToken))
                {
                    if (message is FeedMessage.StateChanged change)
                    {
                        Turn(change.State);

                        // What happened before the stream was open is not in it.
                        Tell(new FeedMessage.ReadAgain());
                    }
                    else
                    {
                        Tell(message);
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
            }

            Turn(FeedState.Polling);
            Tell(new FeedMessage.ReadAgain());
            await Task.Delay(PollEvery * (0.8 + (Random.Shared.NextDouble() * 0.4)), _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

        Tell(new FeedMessage.StateChanged(state));
    }

    private void Tell(FeedMessage message)
    {
        lock (_lock)
        {
            foreach (var follower in _followers)
            {
                follower.Post(message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Live updates broke off and will be asked for again: {Reason}")]
    private partial void LogBroken(string reason);
}
