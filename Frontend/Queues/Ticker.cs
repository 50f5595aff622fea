namespace Platform.Frontend.Queues;

/// <summary>Looks again every other second for as long as a page is open.</summary>
internal static class Ticker
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(Func<Task> look, TimeProvider time, CancellationToken leaving)
    {
        using var timer = new PeriodicTimer(s_period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(leaving))
            {
                await look();
            }
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // The page is closed.
        }
    }
}
