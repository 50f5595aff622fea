using System.Collections.Concurrent;
using Platform.Worker.Attempts;
using Platform.Worker.Kinds;

namespace Platform.Worker.Intake;

/// <summary>Tracks attempts that run independently of the intake, so that a shutdown can stop them and wait for their last report.</summary>
internal sealed class AttemptGroup
{
    private readonly ConcurrentDictionary<Attempt, Task> _running = new();

    public void Add(Attempt attempt, Task running)
    {
        _running[attempt] = running;
        _ = running.ContinueWith(
            static (_, state) =>
            {
                var (running, attempt) = ((ConcurrentDictionary<Attempt, Task>, Attempt))state!;
                running.TryRemove(attempt, out var _);
            },
            (_running, attempt),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    public async Task StopAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (var attempt in _running.Keys)
        {
            attempt.Stop(StopReason.Shutdown);
        }

        await Task.WhenAny(Task.WhenAll(_running.Values), Task.Delay(limit, time, cancellationToken));
    }
}
