using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Platform.Frontend.Live;

/// <summary>Tells a circuit's <see cref="Presence"/> of its connection.</summary>
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
