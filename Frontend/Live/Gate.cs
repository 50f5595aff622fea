namespace Platform.Frontend.Live;

/// <summary>Open or shut: those who wait are let through when it opens, and those inside are told when it shuts.</summary>
internal sealed class Gate : IDisposable
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _opening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource _shutting = new();

    public Gate() => _opening.SetResult();

    public bool IsOpen => _opening.Task.IsCompleted;

    /// <summary>Cancelled when it shuts; cancelled already while it is shut.</summary>
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

    /// <summary>Waits until it is open.</summary>
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
