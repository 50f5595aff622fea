namespace Platform.ApiGateway.Queues;

/// <summary>
/// Messages that are on their way to consumers, by user. They stay in memory until they are read: whoever asks for more and more and
/// does not read gets none until it has.
/// </summary>
internal sealed class UnreadAnswers
{
    /// <summary>How much of a user may be on its way before no more is asked for; those under way then come on top.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    private readonly Dictionary<Guid, long> _bytes = [];
    private readonly Lock _lock = new();

    public bool IsFull(Guid user)
    {
        lock (_lock)
        {
            return _bytes.GetValueOrDefault(user) >= MaxBytes;
        }
    }

    /// <summary>An answer begins its way; <see cref="Read"/> ends it.</summary>
    public void Add(Guid user, int bytes)
    {
        lock (_lock)
        {
            _bytes[user] = _bytes.GetValueOrDefault(user) + bytes;
        }
    }

    public void Read(Guid user, int bytes)
    {
        lock (_lock)
        {
            if ((_bytes[user] -= bytes) == 0)
            {
                _bytes.Remove(user);
            }
        }
    }
}
