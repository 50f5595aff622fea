namespace Platform.Frontend.Session;

/// <summary>A signed-in browser: all its tabs and requests share it, so its tokens are renewed once for all of them.</summary>
internal sealed class UserSession(string id, Tokens tokens) : IDisposable
{
    private volatile Tokens _tokens = tokens;
    private volatile bool _ended;

    public string Id { get; } = id;

    public Tokens Tokens => _tokens;

    public bool HasEnded => _ended;

    public SemaphoreSlim Renewing { get; } = new(1, 1);

    /// <summary>New tokens are there: the cookie that holds the old ones wants rewriting.</summary>
    public event Action? Renewed;

    public void Renew(Tokens tokens)
    {
        _tokens = tokens;
        Renewed?.Invoke();
    }

    public void End() => _ended = true;

    public void Dispose() => Renewing.Dispose();
}
