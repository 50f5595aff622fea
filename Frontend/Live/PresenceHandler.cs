using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Platform.Frontend.Live;

/// <summary>Reports the connection of a circuit to its <see cref="Presence"/>.</summary>
internal sealed class PresenceHandler(Presence presence) : CircuitHandler
{
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken) => Turn(true);

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken) => Turn(false);

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken) => Turn(false);

    private Task Turn(bool isConnected)
    {
        presence.Connected(isConnected);
        return Task.CompletedTask;
    }
}
