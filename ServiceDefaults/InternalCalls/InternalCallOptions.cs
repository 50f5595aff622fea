namespace Platform.ServiceDefaults.InternalCalls;

/// <summary>Section <c>Internal</c>: what services know each other by.</summary>
public sealed class InternalCallOptions
{
    /// <summary>The fewest characters of a key.</summary>
    public const int ShortestKey = 16;

    /// <summary>What a caller of internal routes has to show. Without one they are open, which is allowed in the development environment only.</summary>
    public string? Key { get; set; }
}
