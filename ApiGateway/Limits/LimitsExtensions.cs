using Microsoft.AspNetCore.RateLimiting;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Limits;

internal static class LimitsExtensions
{
    public static IHostApplicationBuilder AddLimits(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<LimitOptions>().BindConfiguration("Limits").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<RequestLimiter>().AddSingleton<RequestGate>();
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddOptions<RateLimiterOptions>().Configure<RequestLimiter>((options, limiter) =>
        {
            options.GlobalLimiter = limiter.Limiter;
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = async (rejected, _) =>
            {
                limiter.WriteHeaders(rejected.HttpContext);
                await ApiProblem.RateLimited(RequestLimiter.RetryAfter(rejected.Lease)).ExecuteAsync(rejected.HttpContext);
            };
        });
        return builder;
    }

    /// <summary>Limits how many requests are worked on at a time. Must follow routing, and come before authentication, which costs queries.</summary>
    public static IApplicationBuilder UseRequestGate(this IApplicationBuilder app) => app.Use(next =>
    {
        // Not created before the pipeline is: what it needs has series, which must not begin before metrics are collected.
        var gate = app.ApplicationServices.GetRequiredService<RequestGate>();
        return context => gate.PassAsync(context, next);
    });

    /// <summary>Applies the rate limits and reports them in headers. Must follow authentication.</summary>
    public static IApplicationBuilder UseLimits(this IApplicationBuilder app)
    {
        app.UseRateLimiter();
        var limiter = app.ApplicationServices.GetRequiredService<RequestLimiter>();
        return app.Use(next => context =>
        {
            limiter.WriteHeaders(context);
            return next(context);
        });
    }
}
