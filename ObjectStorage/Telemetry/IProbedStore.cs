namespace Platform.ObjectStorage.Telemetry;

/// <summary>Represents a store with a probe. The probe bypasses the gate, because it runs within the pipeline already.</summary>
internal interface IProbedStore
{
    /// <summary>Checks whether the store works.</summary>
    /// <returns>Figures for the health report.</returns>
    /// <exception cref="Exception">The store does not work.</exception>
    ValueTask<Dictionary<string, object>> ProbeAsync(CancellationToken cancellationToken);
}
