using System.Threading.RateLimiting;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Queues;

/// <summary>
/// Limits how many reads of messages a user may run at a time, until their responses are sent, because each may use the maximum response size of
/// memory. Others wait without using memory.
/// </summary>
internal sealed class ReadConcurrencyLimit : IEndpointFilter, IDisposable
{
    private const int MaxConcurrent = 4;

    private readonly PartitionedRateLimiter<Guid> _turns = PartitionedRateLimiter.Create<Guid, Guid>(
        static user => RateLimitPartition.GetConcurrencyLimiter(user, static _ => new ConcurrencyLimiterOptions { PermitLimit = MaxConcurrent, QueueLimit = 1000 }));

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var turn = await _turns.AcquireAsync(http.Caller().UserId, 1, http.RequestAborted);
        http.Response.RegisterForDispose(turn);
        return turn.IsAcquired ? await next(context) : throw new ApiProblemException(ApiProblem.TooManyOpen("reads of messages", MaxConcurrent));
    }

    public void Dispose() => _turns.Dispose();
}
