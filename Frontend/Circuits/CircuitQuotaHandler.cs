using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Platform.Frontend.Circuits;

/// <summary>
/// Keeps the place of a circuit for as long as the circuit is in memory: created with its first components, and disposed with its services.
/// </summary>
internal sealed class CircuitQuotaHandler(CircuitQuota places) : CircuitHandler, IDisposable
{
    private readonly CircuitSlot? _place = places.Claim();

    public void Dispose() => _place?.Dispose();
}
