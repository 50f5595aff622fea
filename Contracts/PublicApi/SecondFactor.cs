namespace Platform.Contracts.PublicApi;

/// <summary>Describes the second factor of the caller's account: <c>GET /api/v1/auth/second-factor</c>.</summary>
/// <param name="IsOn">Whether signing in needs a code.</param>
/// <param name="Since">When it was turned on, UTC; null while it is off.</param>
/// <param name="RecoveryCodesLeft">The number of unused recovery codes.</param>
/// <param name="IsNeeded">Whether the account's role has no effect until it is on.</param>
public sealed record SecondFactorResponse(bool IsOn, DateTimeOffset? Since, int RecoveryCodesLeft, bool IsNeeded);

/// <summary>Starts setting up a second factor, which is not on yet: <c>POST /api/v1/auth/second-factor</c>.</summary>
/// <param name="Password">The account's password.</param>
public sealed record BeginSecondFactorRequest(string Password);

/// <summary>Holds the secret for an authenticator app. Shown once.</summary>
/// <param name="Secret">The secret in Base32.</param>
/// <param name="Address">The secret as an <c>otpauth://</c> URL, for a QR code.</param>
public sealed record SecondFactorSecretResponse(string Secret, string Address);

/// <summary>
/// Confirms the second factor, or creates new recovery codes: <c>POST /api/v1/auth/second-factor/confirm</c> and <c>…/recovery-codes</c>.
/// </summary>
/// <param name="Code">Six digits of the authenticator app; for new recovery codes also one of the old ones.</param>
public sealed record SecondFactorCodeRequest(string Code);

/// <summary>Holds recovery codes for users who lose their authenticator app; each can be used once. Shown once.</summary>
/// <param name="Codes">Ten codes.</param>
public sealed record RecoveryCodesResponse(IReadOnlyList<string> Codes);

/// <summary>Turns the second factor off: <c>DELETE /api/v1/auth/second-factor</c>.</summary>
/// <param name="Password">The account's password.</param>
/// <param name="Code">Six digits of the authenticator app, or a recovery code.</param>
public sealed record RemoveSecondFactorRequest(string Password, string Code);
