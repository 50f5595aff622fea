namespace Platform.JobManager.Dispatch;

/// <summary>An outbox row claimed by this replica, with the sizes of its jobs but not yet their contents.</summary>
/// <param name="Id">The id of the outbox row.</param>
/// <param name="Jobs">The jobs of the row that are still queued.</param>
/// <param name="ClaimedUntil">When the claim expires, UTC.</param>
internal sealed record ClaimedBatch(Guid Id, IReadOnlyList<ClaimedJob> Jobs, DateTimeOffset ClaimedUntil)
{
    /// <summary>The size of all inputs and checkpoints, in bytes.</summary>
    public long Bytes { get; } = Jobs.Sum(job => (long)job.Bytes);

    /// <summary>Splits the jobs into parts of at most <paramref name="maxBytes"/>. A job that is larger by itself becomes a part of its own.</summary>
    public IEnumerable<Guid[]> PartsOf(long maxBytes)
    {
        var part = new List<Guid>();
        var bytes = 0L;
        foreach (var job in Jobs)
        {
            if (part.Count > 0 && bytes + job.Bytes > maxBytes)
            {
                yield return [.. part];
                part.Clear();
                bytes = 0;
            }

            part.Add(job.Id);
            bytes += job.Bytes;
        }

        if (part.Count > 0)
        {
            yield return [.. part];
        }
    }
}

/// <summary>A queued job of a claimed batch.</summary>
/// <param name="Id">The job's id.</param>
/// <param name="Bytes">The size of its input and checkpoint.</param>
internal readonly record struct ClaimedJob(Guid Id, int Bytes);
