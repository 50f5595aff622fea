namespace Platform.ServiceDefaults.InternalCalls;

/// <summary>Configures the authentication between services; section <c>Internal</c>.</summary>
public sealed class InternalCallOptions
{
    /// <summary>The minimum length of a key in characters.</summary>
    public const int MinKeyLength = 16;

    /// <summary>
    /// Gets or sets the key that callers of internal routes must send. Without one the routes are open, which is allowed in the Development
    /// environment only.
    /// </summary>
    public string? Key { get; set; }
}
