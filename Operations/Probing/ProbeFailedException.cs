namespace Platform.Operations.Probing;

/// <summary>Tells in which step a round failed.</summary>
/// <param name="step">The step.</param>
/// <param name="isLate">Whether the step was given up because the round took too long.</param>
/// <param name="cause">The failure.</param>
internal sealed class ProbeFailedException(ProbeStep step, bool isLate, Exception cause) : Exception(cause.Message, cause)
{
    /// <summary>The step.</summary>
    public ProbeStep Step { get; } = step;

    /// <summary>Whether the step was given up because the round took too long.</summary>
    public bool IsLate { get; } = isLate;
}
