namespace Platform.Fuzz.World;

/// <summary>Signals that a prerequisite of a request, or of the whole run, cannot be created.</summary>
internal sealed class NotPossibleException(string message) : Exception(message);
