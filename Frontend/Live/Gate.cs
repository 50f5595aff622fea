namespace Platform.Frontend.Live;

/// <summary>Lets tasks wait until a condition holds, and cancels those that run when it ends.</summary>
internal sealed class Gate : IDisposable
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _opening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource _shutting = new();

    public Gate() => _opening.SetResult();

    public bool IsOpen => _opening.Task.IsCompleted;

    /// <summary>Gets the token that is cancelled when the gate closes; already cancelled while it is closed.</summary>
    public CancellationToken WhileOpen
    {
        get
        {
            lock (_lock)
            {
                return _shutting.Token;
            }
        }
    }

    /// <summary>Waits until the gate is open.</summary>
    public Task OpenAsync(CancellationToken cancellationToken) => _opening.Task.WaitAsync(cancellationToken);

    public void Turn(bool isOpen)
    {
        CancellationTokenSource? shut = null;
        lock (_lock)
        {
            if (isOpen == IsOpen)
            {
                return;
            }

            if (isOpen)
            {
                _shutting.Dispose();
                _shutting = new();
                _opening.SetResult();
            }
            else
            {
                _opening = new(TaskCreationOptions.RunContinuationsAsynchronously);
                shut = _shutting;
            }
        }

        shut?.Cancel();
    }

    public void Dispose() => _shutting.Dispose();
}
