namespace Platform.Frontend.Gateway;

/// <summary>How the platform behind this page fares, as the last calls saw it; shown to everyone as a banner.</summary>
internal sealed class GatewayStatus
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _degraded = new(StringComparer.Ordinal);
    private bool _unreachable;

    /// <summary>Raised after the state changed, on any thread.</summary>
    public event Action? Changed;

    public PlatformState State
    {
        get
        {
            lock (_lock)
            {
                return _unreachable ? PlatformState.Unreachable : _degraded.Count > 0 ? PlatformState.Degraded : PlatformState.Up;
            }
        }
    }

    /// <summary>ApiGateway answered for a part of the platform; <paramref name="well"/> unless with a 503 or the like.</summary>
    public void Answered(string area, bool well) => Change(() =>
    {
        _unreachable = false;
        if (well)
        {
            _degraded.Remove(area);
        }
        else
        {
            _degraded.Add(area);
        }
    });

    public void Unreachable() => Change(() => _unreachable = true);

    private void Change(Action change)
    {
        PlatformState before, after;
        lock (_lock)
        {
            before = State;
            change();
            after = State;
        }

        if (before != after)
        {
            Changed?.Invoke();
        }
    }
}

/// <summary>What a person needs to know of the platform's health.</summary>
internal enum PlatformState
{
    Up,
    Degraded,
    Unreachable,
}
