using Microsoft.AspNetCore.SignalR;

namespace Platform.Frontend.Circuits;

/// <summary>Has each circuit take a place before it is made, and each connection too.</summary>
internal sealed class CircuitGuard(CircuitPlaces places) : IHubFilter
{
    private const string Refusal = "There are too many pages of this visitor.";

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        // By the method and not by the name that was called: that may be written in any case.
        if (invocationContext.HubMethod.Name is not ("StartCircuit" or "ResumeCircuit"))
        {
            return await next(invocationContext);
        }

        if (places.TryTake(VisitorOf(invocationContext.Context)) is not { } place)
        {
            // As the hub itself refuses: Blazor's script shows that the page does nothing.
            await invocationContext.Hub.Clients.Caller.SendAsync("JS.Error", Refusal, invocationContext.Context.ConnectionAborted);
            return null;
        }

        places.Offer(place);
        try
        {
            return await next(invocationContext);
        }
        finally
        {
            if (place.TryClaim())
            {
                // No circuit was made.
                place.Dispose();
            }
        }
    }

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        if (places.TryConnect(VisitorOf(context.Context)) is not { } place)
        {
            context.Context.Abort();
            return;
        }

        try
        {
            await next(context);
            context.Context.Items[typeof(CircuitGuard)] = place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    public Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        if (context.Context.Items.Remove(typeof(CircuitGuard), out var place))
        {
            ((CircuitPlace)place!).Dispose();
        }

        return next(context, exception);
    }

    private static CircuitVisitor VisitorOf(HubCallerContext context) => CircuitVisitor.Of(context.GetHttpContext());
}
