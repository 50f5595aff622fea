namespace Platform.Frontend.Live;

/// <summary>
/// Does something again and again while a gate is open. The only way in which pages ask by themselves: nothing of theirs goes on
/// asking when nobody is there.
/// </summary>
internal sealed class Polling(Gate gate, TimeProvider time)
{
    private TaskCompletionSource? _restart;

    /// <summary>Begins the wait for the next time anew: it was done just now, or the wait is another one.</summary>
    public void Restart() => Volatile.Read(ref _restart)?.TrySetResult();

    /// <summary>Runs until it is cancelled. After the gate was shut it is done at once when it opens, whatever was left to wait.</summary>
    /// <param name="wait">How long until the next time; infinite for never.</param>
    /// <param name="act">Does it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync(Func<TimeSpan> wait, Func<Task> act, CancellationToken cancellationToken)
    {
        while (true)
        {
            var restart = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _restart, restart);
            using (var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, gate.WhileOpen))
            {
                var ended = await Task.WhenAny(Task.Delay(wait(), time, waiting.Token), restart.Task);
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
}
