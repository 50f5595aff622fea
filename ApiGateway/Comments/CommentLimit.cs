using System.Threading.RateLimiting;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Comments;

/// <summary>Limits how many comments an address writes by a link. Accounts have the limit of their requests only.</summary>
internal sealed class CommentLimit : IEndpointFilter
{
    /// <summary>The number of comments after a pause; one more every <see cref="s_pause"/>.</summary>
    public const int Burst = 20;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(6);

    private static readonly PartitionedRateLimiter<Visitor> s_limiter = PartitionedRateLimiter.Create<Visitor, Visitor>(
        static visitor => RateLimitPartition.GetTokenBucketLimiter(
            visitor,
            static _ => new TokenBucketRateLimiterOptions { TokenLimit = Burst, TokensPerPeriod = 1, ReplenishmentPeriod = s_pause, QueueLimit = 0 }));

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.Caller().LinkId is { } link)
        {
            using var lease = s_limiter.AttemptAcquire(new Visitor(link, http.Connection.RemoteIpAddress?.ToString() ?? "unknown"));
            if (!lease.IsAcquired)
            {
                throw new ApiProblemException(ApiProblem.RateLimited(s_pause.TotalSeconds));
            }
        }

        return await next(context);
    }

    /// <summary>Identifies who writes: by link, too, so that visitors of one do not use up what those of another have at the same address.</summary>
    private readonly record struct Visitor(Guid Link, string Address);
}
