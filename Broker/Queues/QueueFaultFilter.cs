namespace Platform.Broker.Queues;

/// <summary>Answers <see cref="QueueFault"/> by problem details with its status and code.</summary>
internal sealed class QueueFaultFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (QueueFault fault)
        {
            return TypedResults.Problem(
                fault.Message, statusCode: fault.Status, extensions: [new KeyValuePair<string, object?>("code", fault.Code)]);
        }
    }
}
