using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Platform.Frontend.Circuits;

/// <summary>
/// Keeps the slot of a circuit for as long as the circuit is in memory: created with its first components, and disposed with its services.
/// </summary>
internal sealed class CircuitQuotaHandler(CircuitQuota slots) : CircuitHandler, IDisposable
{
    private readonly CircuitSlot? _slot = slots.Claim();

    public void Dispose() => _slot?.Dispose();
}
