namespace Platform.ObjectStorage.Telemetry;

/// <summary>A store that can be asked whether it works. The question does not go through the gate: who asks does so within the pipeline already.</summary>
internal interface IProbedStore
{
    /// <summary>Asks.</summary>
    /// <returns>Figures for the page of health.</returns>
    /// <exception cref="Exception">It does not work.</exception>
    ValueTask<Dictionary<string, object>> ProbeAsync(CancellationToken cancellationToken);
}
