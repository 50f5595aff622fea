using System.Threading.RateLimiting;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Queues;

/// <summary>
/// Lets few reads of messages of a user in at a time, to the end of their answers: each may hold as much as an answer holds. The
/// others wait, and hold nothing.
/// </summary>
internal sealed class ReadTurns : IEndpointFilter, IDisposable
{
    private const int AtOnce = 4;

    private readonly PartitionedRateLimiter<Guid> _turns = PartitionedRateLimiter.Create<Guid, Guid>(
        static user => RateLimitPartition.GetConcurrencyLimiter(user, static _ => new ConcurrencyLimiterOptions { PermitLimit = AtOnce, QueueLimit = 1000 }));

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var turn = await _turns.AcquireAsync(http.Caller().UserId, 1, http.RequestAborted);
        http.Response.RegisterForDispose(turn);
        return turn.IsAcquired ? await next(context) : throw new ApiProblemException(ApiProblem.TooManyOpen("reads of messages", AtOnce));
    }

    public void Dispose() => _turns.Dispose();
}
