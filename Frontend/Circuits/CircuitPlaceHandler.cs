using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Platform.Frontend.Circuits;

/// <summary>Has the place of its circuit for as long as that is in memory: it is made when the circuit's first components come, and disposed with its services.</summary>
internal sealed class CircuitPlaceHandler(CircuitPlaces places) : CircuitHandler, IDisposable
{
    private readonly CircuitPlace? _place = places.Claim();

    public void Dispose() => _place?.Dispose();
}
