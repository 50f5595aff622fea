using System.Threading.RateLimiting;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Limits;

/// <summary>Represents a request among those that the gateway works on; a feature of the request.</summary>
/// <param name="gate">The gate that it passes.</param>
/// <param name="share">Its slot among those of its sender.</param>
/// <param name="aborted">Cancels its wait.</param>
internal sealed class GatePass(RequestGate gate, RateLimitLease share, CancellationToken aborted) : IBodyArrival, IDisposable
{
    private RateLimitLease? _slot;

    /// <summary>Takes a slot among the requests of all, unless the request has one.</summary>
    public async ValueTask<ApiProblem?> ArrivedAsync()
    {
        if (_slot is not null)
        {
            return null;
        }

        var slot = await gate.EnterAsync(aborted);
        if (!slot.IsAcquired)
        {
            return ApiProblem.Overloaded();
        }

        _slot = slot;
        return null;
    }

    /// <summary>Frees the slot among the requests of all, which happens when the response begins: a client that reads it slowly keeps nobody waiting.</summary>
    public void FreeSlot() => _slot?.Dispose();

    /// <summary>Frees both slots, once the request only waits for something that others do, such as publishing a message.</summary>
    public void Release()
    {
        FreeSlot();
        share.Dispose();
    }

    /// <inheritdoc />
    public void Dispose() => Release();
}
