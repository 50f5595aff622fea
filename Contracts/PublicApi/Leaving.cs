namespace Platform.Contracts.PublicApi;

/// <summary>Deletes the caller's account: <c>DELETE /api/v1/auth/me</c>.</summary>
/// <param name="Password">The account's password.</param>
/// <param name="Code">The second factor, if it is on: six digits of the authenticator app, or a recovery code.</param>
public sealed record DeleteAccountRequest(string Password, string? Code = null);
