namespace Platform.Worker.Splitting;

/// <summary>Represents a stretch of a recording that is recognised on its own.</summary>
/// <param name="Index">The index, from 0.</param>
/// <param name="Start">The start in seconds from the start of the recording.</param>
/// <param name="Seconds">The length in seconds.</param>
/// <param name="Silent">Whether nothing in it is loud enough to be speech.</param>
internal sealed record RecordingPart(int Index, double Start, double Seconds, bool Silent);
