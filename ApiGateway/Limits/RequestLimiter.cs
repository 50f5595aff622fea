using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Access;

namespace Platform.ApiGateway.Limits;

/// <summary>Limits the rate of requests, and reports the state in headers (IETF draft-ietf-httpapi-ratelimit-headers).</summary>
internal sealed class RequestLimiter : IDisposable
{
    private const string BatchPath = "/api/v1/jobs/batch";
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(100);

    private readonly Policy _requests;
    private readonly Policy _batches;
    private readonly Policy _messages;
    private readonly Policy _anonymous;

    public RequestLimiter(IOptions<LimitOptions> options)
    {
        _requests = new Policy("requests", options.Value.Requests);
        _batches = new Policy("batches", options.Value.Batches);
        _messages = new Policy("messages", options.Value.Messages);
        _anonymous = new Policy("anonymous", options.Value.Anonymous);
        Limiter = PartitionedRateLimiter.Create<HttpContext, Key>(context =>
        {
            var key = KeyOf(context);
            return RateLimitPartition.GetTokenBucketLimiter(key, static k => k.Policy.Options);
        });
    }

    /// <summary>Gets the limiter, of which each request takes one permit.</summary>
    public PartitionedRateLimiter<HttpContext> Limiter { get; }

    /// <summary>Gets how long a refused request should wait, in seconds.</summary>
    public static double RetryAfter(RateLimitLease lease) =>
        lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after.TotalSeconds : 1;

    /// <summary>Writes the headers with the caller's remaining requests.</summary>
    public void WriteHeaders(HttpContext context)
    {
        var policy = PolicyOf(context);
        var left = Limiter.GetStatistics(context)?.CurrentAvailablePermits ?? 0;
        var headers = context.Response.Headers;
        headers["RateLimit-Policy"] = policy.Header;
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{policy.Name}\";r={left};t={policy.ResetSeconds}");
    }

    public void Dispose() => Limiter.Dispose();

    private Key KeyOf(HttpContext context) => new(
        PolicyOf(context),
        AccountOf(context)?.Partition ?? context.Connection.RemoteIpAddress?.ToString() ?? "unknown");

    private Policy PolicyOf(HttpContext context)
    {
        if (AccountOf(context) is null)
        {
            return _anonymous;
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<MessageTraffic>() is not null)
        {
            return _messages;
        }

        return HttpMethods.IsPost(context.Request.Method) && context.Request.Path.Equals(BatchPath, StringComparison.OrdinalIgnoreCase) ? _batches : _requests;
    }

    // Who has a link to captions has no account: neither does it cost the owner of the link, nor does each link begin a new limit.
    private static Caller? AccountOf(HttpContext context) => context.User is Caller { Link: null } caller ? caller : null;

    private readonly record struct Key(Policy Policy, string Partition);

    private sealed class Policy
    {
        public Policy(string name, Allowance allowance)
        {
            Name = name;
            ResetSeconds = Math.Max(1, (int)Math.Ceiling((double)allowance.Burst / allowance.PerSecond));
            Header = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={allowance.Burst};w={ResetSeconds}");

            // Small limits cannot be divided into tenths of a second.
            var isFine = allowance.PerSecond >= 10;
            Options = new TokenBucketRateLimiterOptions
            {
                TokenLimit = allowance.Burst,
                TokensPerPeriod = isFine ? allowance.PerSecond / 10 : allowance.PerSecond,
                ReplenishmentPeriod = isFine ? s_period : TimeSpan.FromSeconds(1),
                QueueLimit = 0,
                AutoReplenishment = false,
            };
        }

        public string Name { get; }

        public int ResetSeconds { get; }

        public string Header { get; }

        public TokenBucketRateLimiterOptions Options { get; }
    }
}
