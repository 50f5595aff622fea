namespace Platform.Worker.Splitting;

/// <summary>A stretch of a recording that is recognised on its own.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Start">Seconds from the start of the recording.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Silent">Nothing in it is loud enough to be speech.</param>
internal sealed record Part(int Index, double Start, double Seconds, bool Silent);
