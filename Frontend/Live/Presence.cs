namespace Platform.Frontend.Live;

/// <summary>
/// Tracks whether a tab is visible. A tab that is closed, disconnected or in the background does not poll, however long Blazor keeps its circuit for
/// a reconnect.
/// </summary>
internal sealed class Presence : IDisposable
{
    /// <summary>How long a tab in the background continues, so that switching between tabs costs nothing.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly ITimer _hiding;
    private bool _isConnected = true;
    private bool _isHidden;

    public Presence(TimeProvider time) => _hiding = time.CreateTimer(_ => Hide(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Gets the gate that is open while the browser is connected.</summary>
    public Gate Connection { get; } = new();

    /// <summary>Gets the gate that is open while the browser is connected and the tab is visible.</summary>
    public Gate Visibility { get; } = new();

    /// <summary>Records that the browser connected or disconnected.</summary>
    public void Connected(bool isConnected)
    {
        lock (_lock)
        {
            _isConnected = isConnected;
        }

        Turn();
    }

    /// <summary>Records that the tab became visible or hidden.</summary>
    public void Shown(bool isShown)
    {
        lock (_lock)
        {
            if (!isShown)
            {
                _hiding.Change(Grace, Timeout.InfiniteTimeSpan);
                return;
            }

            _hiding.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _isHidden = false;
        }

        Turn();
    }

    public void Dispose()
    {
        _hiding.Dispose();
        Connection.Dispose();
        Visibility.Dispose();
    }

    private void Hide()
    {
        lock (_lock)
        {
            _isHidden = true;
        }

        Turn();
    }

    private void Turn()
    {
        bool isConnected, isSeen;
        lock (_lock)
        {
            (isConnected, isSeen) = (_isConnected, _isConnected && !_isHidden);
        }

        Connection.Turn(isConnected);
        Visibility.Turn(isSeen);
    }
}
