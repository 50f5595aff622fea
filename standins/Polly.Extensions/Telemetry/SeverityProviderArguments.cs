namespace Polly.Telemetry;

/// <summary>What decides an event's severity.</summary>
public readonly struct SeverityProviderArguments(ResilienceTelemetrySource source, ResilienceEvent resilienceEvent, ResilienceContext context)
{
    /// <summary>The pipeline and strategy that the event comes from.</summary>
    public ResilienceTelemetrySource Source { get; } = source;

    /// <summary>The event.</summary>
    public ResilienceEvent Event { get; } = resilienceEvent;

    /// <summary>The execution that the event belongs to.</summary>
    public ResilienceContext Context { get; } = context;
}
