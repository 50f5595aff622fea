namespace Aspire.Dashboard.Live;

/// <summary>Wakes everybody who waits for a change. Costs one interlocked exchange when nobody waits.</summary>
internal sealed class Pulse
{
    private TaskCompletionSource? _waiters;

    /// <summary>Completes at the next <see cref="Signal"/>. Take it before reading the state that may change.</summary>
    public Task Next
    {
        get
        {
            while (true)
            {
                if (Volatile.Read(ref _waiters) is { } present)
                {
                    return present.Task;
                }

                var created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (Interlocked.CompareExchange(ref _waiters, created, null) is null)
                {
                    return created.Task;
                }
            }
        }
    }

    public void Signal() => Interlocked.Exchange(ref _waiters, null)?.TrySetResult();
}
