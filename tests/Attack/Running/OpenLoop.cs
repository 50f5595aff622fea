namespace Platform.Attack.Running;

/// <summary>Sends at a steady rate, however long the answers take: who waits for one before it sends the next does not see how long others wait.</summary>
internal static class OpenLoop
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(5);

    /// <summary>Sends until it is stopped, then waits for what is open.</summary>
    /// <param name="perSecond">How many a second.</param>
    /// <param name="most">How many may be open at a time.</param>
    /// <param name="time">The clock.</param>
    /// <param name="sendAsync">Sends one, given its number and the moment for which it was planned.</param>
    /// <param name="skipped">Told of one that was due while as many were open as may be.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task RunAsync(double perSecond, int most, TimeProvider time, Func<long, long, Task> sendAsync, Action skipped, CancellationToken stop)
    {
        var begun = time.GetTimestamp();
        var open = new List<Task>();
        long sent = 0;
        using var tick = new PeriodicTimer(s_tick, time);
        try
        {
            while (await tick.WaitForNextTickAsync(stop))
            {
                open.RemoveAll(static request => request.IsCompletedSuccessfully);
                for (var due = (long)(time.GetElapsedTime(begun).TotalSeconds * perSecond) + 1; sent < due; sent++)
                {
                    if (open.Count >= most)
                    {
                        skipped();
                        continue;
                    }

                    open.Add(sendAsync(sent, begun + (long)(sent / perSecond * time.TimestampFrequency)));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped; what is open still ends.
        }

        await Task.WhenAll(open);
    }
}
