namespace Platform.JobManager.Webhooks;

/// <summary>Limits how many webhooks are called at a time for each owner and each host. Does no I/O; thread-safe.</summary>
/// <param name="perOwner">The maximum for an owner.</param>
/// <param name="perHost">The maximum for a host.</param>
internal sealed class WebhookSlots(int perOwner, int perHost)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, int> _owners = [];
    private readonly Dictionary<string, int> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes a slot of the owner and one of the host, or none of them.</summary>
    /// <returns>True if both had a free slot.</returns>
    public bool TryTake(Guid owner, string host)
    {
        lock (_lock)
        {
            var ofOwner = _owners.GetValueOrDefault(owner);
            var ofHost = _hosts.GetValueOrDefault(host);
            if (ofOwner >= perOwner || ofHost >= perHost)
            {
                return false;
            }

            _owners[owner] = ofOwner + 1;
            _hosts[host] = ofHost + 1;
            return true;
        }
    }

    /// <summary>Frees both slots.</summary>
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
