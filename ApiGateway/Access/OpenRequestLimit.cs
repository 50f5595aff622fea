using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Access;

/// <summary>
/// Limits how many requests of one kind, such as event streams, a user may have open at this gateway, because each costs memory and periodic work.
/// </summary>
/// <param name="what">The kind in the plural, for the error message.</param>
internal sealed class OpenRequestLimit(string what)
{
    private readonly Dictionary<Guid, int> _open = [];
    private readonly Lock _lock = new();

    /// <summary>Registers an open request until the result is disposed.</summary>
    /// <param name="user">The user.</param>
    /// <param name="most">The maximum for each user.</param>
    /// <exception cref="ApiProblemException">429: the user has reached the maximum.</exception>
    public IDisposable Enter(Guid user, int most)
    {
        lock (_lock)
        {
            var open = _open.GetValueOrDefault(user);
            if (open >= most)
            {
                throw new ApiProblemException(ApiProblem.TooManyOpen(what, most));
            }

            _open[user] = open + 1;
        }

        return new Slot(this, user);
    }

    private void Leave(Guid user)
    {
        lock (_lock)
        {
            if (--_open[user] == 0)
            {
                _open.Remove(user);
            }
        }
    }

    private sealed class Slot(OpenRequestLimit all, Guid user) : IDisposable
    {
        private OpenRequestLimit? _all = all;

        public void Dispose() => Interlocked.Exchange(ref _all, null)?.Leave(user);
    }
}
