namespace Platform.Frontend.Live;

/// <summary>Repeats an action while a gate is open. All polling of pages uses it, so that no page polls while it is not visible.</summary>
internal sealed class Polling(Gate gate, TimeProvider time)
{
    // Without a pause, an action that ends at once would keep the page's thread for ever.
    private static readonly TimeSpan s_shortestWait = TimeSpan.FromMilliseconds(100);
    private TaskCompletionSource? _restart;

    /// <summary>Restarts the wait, because the action was just done or the interval has changed.</summary>
    public void Restart() => Volatile.Read(ref _restart)?.TrySetResult();

    /// <summary>Runs until it is cancelled. When the gate opens again, the action is done at once.</summary>
    /// <param name="wait">Returns the time until the next action, at least 100 ms; infinite for never.</param>
    /// <param name="act">The action.</param>
    /// <param name="cancellationToken">Cancels the loop.</param>
    /// <exception cref="OperationCanceledException">The loop was cancelled.</exception>
    public async Task RunAsync(Func<TimeSpan> wait, Func<Task> act, CancellationToken cancellationToken)
    {
        while (true)
        {
            var restart = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _restart, restart);
            using (var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, gate.WhileOpen))
            {
                var ended = await Task.WhenAny(Task.Delay(PauseOf(wait()), time, waiting.Token), restart.Task);
                await waiting.CancelAsync();
                if (ended == restart.Task)
                {
                    continue;
                }
            }

            await gate.OpenAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            await act();
        }
    }

    private static TimeSpan PauseOf(TimeSpan wait) => wait != Timeout.InfiniteTimeSpan && wait < s_shortestWait ? s_shortestWait : wait;
}
