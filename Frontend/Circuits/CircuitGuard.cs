using Microsoft.AspNetCore.SignalR;

namespace Platform.Frontend.Circuits;

/// <summary>Has each circuit take a place before it is made, and each connection too.</summary>
internal sealed class CircuitGuard(CircuitPlaces places) : IHubFilter
{
    private const string Refusal = "There are too many pages of this visitor.";
    private static readonly object s_connection = new();
    private static readonly object s_place = new();

    // By the method and not by the name that was called: that may be written in any case.
    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next) =>
        invocationContext.HubMethod.Name switch
        {
            "StartCircuit" or "ResumeCircuit" => MakeAsync(invocationContext, next),
            "UpdateRootComponents" => FillAsync(invocationContext, next),
            _ => next(invocationContext),
        };

    private async ValueTask<object?> MakeAsync(HubInvocationContext invocation, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (places.TryTake(VisitorOf(invocation.Context)) is not { } place)
        {
            // As the hub itself refuses: Blazor's script shows that the page does nothing.
            await invocation.Hub.Clients.Caller.SendAsync("JS.Error", Refusal, invocation.Context.ConnectionAborted);
            return null;
        }

        places.Offer(place);
        object? circuit = null;
        try
        {
            circuit = await next(invocation);
            return circuit;
        }
        finally
        {
            if (circuit is null)
            {
                Free(place);
            }
            else
            {
                // Nothing stands for the circuit before its first components come: until then its connection does.
                invocation.Context.Items[s_place] = place;
            }
        }
    }

    private ValueTask<object?> FillAsync(HubInvocationContext invocation, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (invocation.Context.Items.TryGetValue(s_place, out var place))
        {
            places.Offer((CircuitPlace)place!);
        }

        return next(invocation);
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
            context.Context.Items[s_connection] = place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    public Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        if (context.Context.Items.Remove(s_connection, out var connection))
        {
            ((CircuitPlace)connection!).Dispose();
        }

        if (context.Context.Items.Remove(s_place, out var place))
        {
            Free((CircuitPlace)place!);
        }

        return next(context, exception);
    }

    // Only what no circuit has taken over.
    private static void Free(CircuitPlace place)
    {
        if (place.TryClaim())
        {
            place.Dispose();
        }
    }

    private static CircuitVisitor VisitorOf(HubCallerContext context) => CircuitVisitor.Of(context.GetHttpContext());
}
