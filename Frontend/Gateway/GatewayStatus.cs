namespace Platform.Frontend.Gateway;

/// <summary>Tracks the availability of the platform by the results of recent calls, for the banner on all pages.</summary>
internal sealed class GatewayStatus : IDisposable
{
    // A part that was found unavailable may never be called again, so its state expires.
    private static readonly TimeSpan s_memory = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _degraded = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly ITimer _forgetting;
    private bool _unreachable;
    private PlatformState _reported;

    public GatewayStatus(TimeProvider time)
    {
        _time = time;
        _forgetting = time.CreateTimer(_ => Change(static () => { }), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Raised after the state changed, on any thread.</summary>
    public event Action? Changed;

    public PlatformState State
    {
        get
        {
            lock (_lock)
            {
                return _reported;
            }
        }
    }

    /// <summary>Records a response of ApiGateway for a part of the platform; <paramref name="well"/> is false for a 503 or similar.</summary>
    public void Answered(string area, bool well) => Change(() =>
    {
        _unreachable = false;
        if (well)
        {
            _degraded.Remove(area);
        }
        else
        {
            _degraded[area] = _time.GetUtcNow() + s_memory;
        }
    });

    public void Unreachable() => Change(() => _unreachable = true);

    public void Dispose() => _forgetting.Dispose();

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            Forget();
            var state = _unreachable ? PlatformState.Unreachable : _degraded.Count > 0 ? PlatformState.Degraded : PlatformState.Up;
            if (state == _reported)
            {
                return;
            }

            _reported = state;
        }

        Changed?.Invoke();
    }

    private void Forget()
    {
        if (_degraded.Count == 0)
        {
            return;
        }

        var now = _time.GetUtcNow();
        foreach (var (area, end) in _degraded)
        {
            if (end <= now)
            {
                _degraded.Remove(area);
            }
        }

        if (_degraded.Count > 0)
        {
            _forgetting.Change(_degraded.Values.Min() - now, Timeout.InfiniteTimeSpan);
        }
    }
}

/// <summary>Lists the states of the platform that are shown to visitors.</summary>
internal enum PlatformState
{
    Up,
    Degraded,
    Unreachable,
}
