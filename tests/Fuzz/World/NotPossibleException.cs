namespace Platform.Fuzz.World;

/// <summary>What the fuzz needs for a request, or to begin at all, cannot be made.</summary>
internal sealed class NotPossibleException(string message) : Exception(message);
