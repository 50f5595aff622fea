namespace Platform.Fuzz.World;

/// <summary>Represents an account of the run.</summary>
/// <param name="Email">The email address.</param>
/// <param name="Password">Its password.</param>
/// <param name="Id">Its id.</param>
/// <param name="Token">An access token.</param>
/// <param name="RefreshToken">The refresh token, which is exchanged for the next pair of tokens.</param>
/// <param name="Key">The API key; null if the account has none.</param>
internal sealed record FuzzAccount(string Email, string Password, string Id, string Token, string RefreshToken, string? Key)
{
    /// <summary>A queue with messages to read.</summary>
    public string Queue { get; init; } = "";

    /// <summary>A queue for messages that are delivered and settled.</summary>
    public string Deliveries { get; init; } = "";

    /// <summary>A message in <see cref="Queue"/>.</summary>
    public string Message { get; init; } = "";
}
