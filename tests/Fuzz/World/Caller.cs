namespace Platform.Fuzz.World;

/// <summary>An account of the run.</summary>
/// <param name="Email">Its address.</param>
/// <param name="Password">Its password.</param>
/// <param name="Id">Its id.</param>
/// <param name="Token">An access token.</param>
/// <param name="RefreshToken">What is exchanged for the next pair.</param>
/// <param name="Key">An API key; null where it has none.</param>
internal sealed record Caller(string Email, string Password, string Id, string Token, string RefreshToken, string? Key)
{
    /// <summary>A queue with messages to read.</summary>
    public string Queue { get; init; } = "";

    /// <summary>A queue for messages that are delivered and given an answer.</summary>
    public string Deliveries { get; init; } = "";

    /// <summary>A message in <see cref="Queue"/>.</summary>
    public string Message { get; init; } = "";
}
