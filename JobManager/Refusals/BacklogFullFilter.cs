using System.Globalization;

namespace Platform.JobManager.Refusals;

/// <summary>Answers <see cref="BacklogFullException"/> as submissions are answered that find no room.</summary>
internal sealed class BacklogFullFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (BacklogFullException full)
        {
            context.HttpContext.Response.Headers.RetryAfter =
                Math.Max(1, (long)Math.Ceiling(full.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return TypedResults.Problem(
                full.Message,
                statusCode: StatusCodes.Status429TooManyRequests,
                extensions: [new KeyValuePair<string, object?>("code", BacklogFullException.Code)]);
        }
    }
}
