namespace Platform.Benchmarks.Load;

/// <summary>The counts of one connection.</summary>
internal sealed class Tally
{
    public long Accepted { get; private set; }

    public long Refused { get; private set; }

    public long Failed { get; private set; }

    /// <summary>Milliseconds of each request.</summary>
    public List<double> Latencies { get; } = new(16 * 1024);

    public void Count(int status, int jobs)
    {
        switch (status)
        {
            case 202: Accepted += jobs; break;
            case 429: Refused += jobs; break;
            default: Failed += jobs; break;
        }
    }
}
