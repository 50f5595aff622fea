namespace Platform.ApiGateway.Queues;

/// <summary>
/// Tracks the size of the messages that are being sent to each user's consumers. They stay in memory until they are read, so a user who requests more
/// without reading gets none until earlier responses are read.
/// </summary>
internal sealed class UnreadAnswers
{
    /// <summary>The number of bytes above which a user gets no more; responses that are already being prepared are added to it.</summary>
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

    /// <summary>Records the start of a response; <see cref="Read"/> records its end.</summary>
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
