namespace Platform.JobManager.Dispatch;

/// <summary>A row of the outbox that this replica is to publish: what is in it, before that is read.</summary>
/// <param name="Id">Of the row.</param>
/// <param name="Jobs">Those that are still queued.</param>
/// <param name="ClaimedUntil">Until then it is this replica's.</param>
internal sealed record ClaimedBatch(Guid Id, IReadOnlyList<ClaimedJob> Jobs, DateTimeOffset ClaimedUntil)
{
    /// <summary>How large its jobs' inputs and checkpoints are together.</summary>
    public long Bytes { get; } = Jobs.Sum(job => (long)job.Bytes);

    /// <summary>The jobs in parts that can be held at once: one, or as many as are not larger than that together.</summary>
    public IEnumerable<Guid[]> PartsOf(long maxBytes)
    {
        var part = new List<Guid>();
        long bytes = 0;
        foreach (ClaimedJob job in Jobs)
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

/// <summary>A queued job, and how large its input and checkpoint are.</summary>
internal readonly record struct ClaimedJob(Guid Id, int Bytes);
