using System.Diagnostics;

namespace Platform.Accuracy.Running;

/// <summary>Samples the resource use of a process while it runs, because it cannot be read afterwards.</summary>
internal static class ProcessUse
{
    private static readonly TimeSpan s_each = TimeSpan.FromMilliseconds(50);

    /// <summary>Time of the processors and most memory, up to the last look.</summary>
    public static async Task<(double CpuSeconds, long PeakBytes)> WatchAsync(Process process, CancellationToken cancellationToken)
    {
        double cpu = 0;
        long peak = 0;
        using var timer = new PeriodicTimer(s_each);
        do
        {
            try
            {
                process.Refresh();
                cpu = process.TotalProcessorTime.TotalSeconds;
                peak = Math.Max(peak, process.PeakWorkingSet64);
            }
            catch (InvalidOperationException)
            {
                // It has just ended.
                break;
            }
        }
        while (!process.HasExited && await timer.WaitForNextTickAsync(cancellationToken));

        await process.WaitForExitAsync(cancellationToken);
        return (cpu, peak);
    }
}
