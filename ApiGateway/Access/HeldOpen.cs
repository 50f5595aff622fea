using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Access;

/// <summary>Bounds what a user holds open at this gateway at once: each costs memory, and is woken and looked up with all others.</summary>
/// <param name="what">What it is, in the plural, for whoever is refused.</param>
internal sealed class HeldOpen(string what)
{
    private readonly Dictionary<Guid, int> _open = [];
    private readonly Lock _lock = new();

    /// <summary>Takes one until it is disposed.</summary>
    /// <param name="user">Whose it is.</param>
    /// <param name="most">How many a user may have.</param>
    /// <exception cref="ApiProblemException">429: the user has as many.</exception>
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

        return new Held(this, user);
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

    private sealed class Held(HeldOpen all, Guid user) : IDisposable
    {
        private HeldOpen? _all = all;

        public void Dispose() => Interlocked.Exchange(ref _all, null)?.Leave(user);
    }
}
