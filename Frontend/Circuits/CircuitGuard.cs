using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.InternalCalls;

namespace Platform.Frontend.Circuits;

/// <summary>Requires a free slot for each new circuit and each connection.</summary>
internal sealed class CircuitGuard(CircuitQuota slots, IOptions<VisitorOptions> options) : IHubFilter
{
    private const string Refusal = "There are too many pages of this visitor.";
    private static readonly object s_connection = new();
    private static readonly object s_slot = new();

    // Decided by the method, not by the name in the call, which may be written in any case.
    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next) =>
        invocationContext.HubMethod.Name switch
        {
            "StartCircuit" or "ResumeCircuit" => MakeAsync(invocationContext, next),
            "UpdateRootComponents" => FillAsync(invocationContext, next),
            _ => next(invocationContext),
        };

    private async ValueTask<object?> MakeAsync(HubInvocationContext invocation, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (slots.TryTake(VisitorOf(invocation.Context)) is not { } slot)
        {
            // The same message as the hub's own refusal: Blazor's script then shows that the page is not interactive.
            await invocation.Hub.Clients.Caller.SendAsync("JS.Error", Refusal, invocation.Context.ConnectionAborted);
            return null;
        }

        slots.Offer(slot);
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
                Free(slot);
            }
            else
            {
                // Before its first components are started, the circuit is represented by its connection.
                invocation.Context.Items[s_slot] = slot;
            }
        }
    }

    private ValueTask<object?> FillAsync(HubInvocationContext invocation, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (invocation.Context.Items.TryGetValue(s_slot, out var slot))
        {
            slots.Offer((CircuitSlot)slot!);
        }

        return next(invocation);
    }

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        if (slots.TryConnect(VisitorOf(context.Context)) is not { } slot)
        {
            context.Context.Abort();
            return;
        }

        try
        {
            await next(context);
            context.Context.Items[s_connection] = slot;
        }
        catch
        {
            slot.Dispose();
            throw;
        }
    }

    public Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        if (context.Context.Items.Remove(s_connection, out var connection))
        {
            ((CircuitSlot)connection!).Dispose();
        }

        if (context.Context.Items.Remove(s_slot, out var slot))
        {
            Free((CircuitSlot)slot!);
        }

        return next(context, exception);
    }

    // Only a slot that no circuit has taken over.
    private static void Free(CircuitSlot slot)
    {
        if (slot.TryClaim())
        {
            slot.Dispose();
        }
    }

    private CircuitVisitor VisitorOf(HubCallerContext context) => CircuitVisitor.Of(context.GetHttpContext(), options.Value);
}
