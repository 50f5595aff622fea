using System.Net;

namespace Platform.ApiGateway.Submission;

/// <summary>Resolves the host names of one request in parallel, each once, with one deadline.</summary>
internal sealed class RequestNames : IDisposable
{
    private readonly Dictionary<string, Task<IPAddress[]?>> _asked = new(StringComparer.Ordinal);
    private readonly HostNames _names;
    private readonly Guid _user;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _inTime;

    public RequestNames(HostNames names, Guid user, TimeProvider time, CancellationToken cancellationToken)
    {
        (_names, _user) = (names, user);
        _deadline = new CancellationTokenSource(HostNames.MaxTime, time);
        _inTime = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token, cancellationToken);
    }

    /// <summary>Gets the addresses of a name: empty if it has none, null if the answer does not arrive in time.</summary>
    public Task<IPAddress[]?> FindAsync(string host)
    {
        if (!_asked.TryGetValue(host, out var asked))
        {
            _asked.Add(host, asked = _names.FindAsync(host, _user, _inTime.Token));
        }

        return asked;
    }

    public void Dispose()
    {
        _inTime.Dispose();
        _deadline.Dispose();
    }
}
