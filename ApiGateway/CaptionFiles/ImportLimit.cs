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

    private static readonly PartitionedRateLimiter<Sender> s_turns = PartitionedRateLimiter.Create<Sender, Sender>(
        static sender => RateLimitPartition.GetConcurrencyLimiter(sender, static _ => new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = MaxWaiting }));

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var caller = http.Caller();
        var turn = await s_turns.AcquireAsync(new Sender(caller.UserId, caller.VisitorId is not null), 1, http.RequestAborted);
        http.Response.RegisterForDispose(turn);
        return turn.IsAcquired ? await next(context) : throw new ApiProblemException(ApiProblem.TooManyOpen("imports and whole documents of captions", MaxWaiting + 1));
    }

    /// <summary>Identifies who takes turns: a user, or all who have links of this user or are invited, who must not keep the user waiting.</summary>
    private readonly record struct Sender(Guid User, bool IsVisitor);
}
