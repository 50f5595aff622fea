namespace Platform.Attack.Running;

/// <summary>
/// Sends requests at a constant rate, independent of the response times. A sender that waits for each answer would not measure how long others wait.
/// </summary>
internal static class OpenLoop
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(5);

    /// <summary>Sends until it is stopped, then waits for the open requests.</summary>
    /// <param name="perSecond">Requests per second.</param>
    /// <param name="most">The maximum number of open requests.</param>
    /// <param name="time">The clock.</param>
    /// <param name="sendAsync">Sends a request, given its number and the time stamp for which it was scheduled.</param>
    /// <param name="skipped">Called for a request that was due while the maximum number was open.</param>
    /// <param name="stop">Stops the loop.</param>
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
            // Stopped; open requests still complete.
        }

        await Task.WhenAll(open);
    }
}
