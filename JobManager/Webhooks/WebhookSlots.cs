namespace Platform.JobManager.Webhooks;

/// <summary>How many tries an owner and a host have at a time: no more than their share of all. Free of I/O.</summary>
internal sealed class WebhookSlots(int perOwner, int perHost)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, int> _owners = [];
    private readonly Dictionary<string, int> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes a slot of both, or of neither.</summary>
    public bool TryTake(Guid owner, string host)
    {
        lock (_lock)
        {
            int ofOwner = _owners.GetValueOrDefault(owner);
            int ofHost = _hosts.GetValueOrDefault(host);
            if (ofOwner >= perOwner || ofHost >= perHost)
            {
                return false;
            }

            _owners[owner] = ofOwner + 1;
            _hosts[host] = ofHost + 1;
            return true;
        }
    }

    /// <summary>Gives back what was taken.</summary>
    public void Free(Guid owner, string host)
    {
        lock (_lock)
        {
            Decrement(_owners, owner);
            Decrement(_hosts, host);
        }
    }

    private static void Decrement<T>(Dictionary<T, int> counts, T key)
        where T : notnull
    {
        if (--counts[key] == 0)
        {
            counts.Remove(key);
        }
    }
}
