using System.Threading.RateLimiting;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.CaptionFiles;

/// <summary>
/// Lets a user import one file of captions, or save one document of them, at a time, until its response is sent: reading and aligning one takes many
/// times its size in memory. Others wait before their file is read.
/// </summary>
internal sealed class ImportLimit : IEndpointFilter
{
    /// <summary>The maximum number of a user's imports and documents that wait; further ones are refused.</summary>
    public const int MaxWaiting = 20;

    private static readonly PartitionedRateLimiter<Guid> s_turns = PartitionedRateLimiter.Create<Guid, Guid>(
        static user => RateLimitPartition.GetConcurrencyLimiter(user, static _ => new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = MaxWaiting }));

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var turn = await s_turns.AcquireAsync(http.Caller().UserId, 1, http.RequestAborted);
        http.Response.RegisterForDispose(turn);
        return turn.IsAcquired ? await next(context) : throw new ApiProblemException(ApiProblem.TooManyOpen("imports and whole documents of captions", MaxWaiting + 1));
    }
}
