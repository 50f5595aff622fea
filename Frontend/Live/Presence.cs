namespace Platform.Frontend.Live;

/// <summary>
/// Whether anybody can see what a tab shows. A tab that was closed, lost its connection or went behind another one asks for
/// nothing, however long Blazor keeps its circuit for it to come back.
/// </summary>
internal sealed class Presence : IDisposable
{
    /// <summary>For how long a tab behind another one goes on, so that who moves to and fro between tabs costs nothing.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly ITimer _hiding;
    private bool _isConnected = true;
    private bool _isHidden;

    public Presence(TimeProvider time) => _hiding = time.CreateTimer(_ => Hide(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Open while there is a browser at the other end.</summary>
    public Gate Connection { get; } = new();

    /// <summary>Open while, besides, the tab is not hidden behind others.</summary>
    public Gate Sight { get; } = new();

    /// <summary>The browser came or went.</summary>
    public void Connected(bool isConnected)
    {
        lock (_lock)
        {
            _isConnected = isConnected;
        }

        Turn();
    }

    /// <summary>The tab came to the front or went behind another one.</summary>
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
        Sight.Dispose();
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
        Sight.Turn(isSeen);
    }
}
