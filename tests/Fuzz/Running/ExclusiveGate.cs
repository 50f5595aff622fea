namespace Platform.Fuzz.Running;

/// <summary>Admits either a limited number of requests together or a single one alone.</summary>
internal sealed class ExclusiveGate(int places) : IDisposable
{
    private readonly SemaphoreSlim _places = new(places, places);
    private readonly SemaphoreSlim _alone = new(1, 1);

    public async Task<T> TogetherAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            return await action();
        }
        finally
        {
            _places.Release();
        }
    }

    public async Task<T> AloneAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        await _alone.WaitAsync(cancellationToken);
        var taken = 0;
        try
        {
            for (; taken < places; taken++)
            {
                await _places.WaitAsync(cancellationToken);
            }

            return await action();
        }
        finally
        {
            if (taken > 0)
            {
                _places.Release(taken);
            }

            _alone.Release();
        }
    }

    public void Dispose()
    {
        _places.Dispose();
        _alone.Dispose();
    }
}
