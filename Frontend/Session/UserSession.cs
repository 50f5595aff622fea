namespace Platform.Frontend.Session;

/// <summary>Represents a signed-in browser. All its tabs and requests share it, so that its tokens are renewed once for all of them.</summary>
internal sealed class UserSession(string id, Tokens tokens) : IDisposable
{
    private volatile Tokens _tokens = tokens;
    private volatile bool _ended;

    public string Id { get; } = id;

    public Tokens Tokens => _tokens;

    public bool HasEnded => _ended;

    public SemaphoreSlim Renewing { get; } = new(1, 1);

    /// <summary>Raised when there are new tokens, so that the cookie has to be rewritten.</summary>
    public event Action? Renewed;

    public void Renew(Tokens tokens)
    {
        _tokens = tokens;
        Renewed?.Invoke();
    }

    public void End() => _ended = true;

    public void Dispose() => Renewing.Dispose();
}
