using Platform.ApiGateway.Access;
using Platform.ApiGateway.Queues;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.GraphQl;

/// <summary>The reads of one request: as its caller, and only a few at the same time.</summary>
internal sealed class QueueReads(QueueClient client, Caller caller) : IDisposable
{
    private const int AtOnce = 8;

    private readonly SemaphoreSlim _free = new(AtOnce);

    public Actor Actor { get; } = caller.Actor;

    public async Task<T> RunAsync<T>(Func<QueueClient, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            return await read(client, cancellationToken);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();
}
