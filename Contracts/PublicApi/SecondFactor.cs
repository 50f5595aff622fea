namespace Platform.Contracts.PublicApi;

/// <summary><c>GET /api/v1/auth/second-factor</c>.</summary>
/// <param name="IsOn">Whether signing in needs a code.</param>
/// <param name="Since">Since when, UTC; null while it is off.</param>
/// <param name="RecoveryCodesLeft">Recovery codes that were not used yet.</param>
/// <param name="IsNeeded">Whether the role of the account does nothing until it is on.</param>
public sealed record SecondFactorResponse(bool IsOn, DateTimeOffset? Since, int RecoveryCodesLeft, bool IsNeeded);

/// <summary><c>POST /api/v1/auth/second-factor</c>: begins; nothing is on yet.</summary>
/// <param name="Password">The account's password.</param>
public sealed record BeginSecondFactorRequest(string Password);

/// <summary>What an authenticator app is told. Shown once.</summary>
/// <param name="Secret">In Base32.</param>
/// <param name="Address">The same as an <c>otpauth://</c> address, for a QR code.</param>
public sealed record SecondFactorSecretResponse(string Secret, string Address);

/// <summary><c>POST /api/v1/auth/second-factor/confirm</c> and <c>…/recovery-codes</c>.</summary>
/// <param name="Code">Six digits of the authenticator app; for new recovery codes also one of the old.</param>
public sealed record SecondFactorCodeRequest(string Code);

/// <summary>Codes for who has lost the authenticator app; each counts once. Shown once.</summary>
/// <param name="Codes">Ten of them.</param>
public sealed record RecoveryCodesResponse(IReadOnlyList<string> Codes);

/// <summary><c>DELETE /api/v1/auth/second-factor</c>.</summary>
/// <param name="Password">The account's password.</param>
/// <param name="Code">Six digits of the authenticator app, or a recovery code.</param>
public sealed record RemoveSecondFactorRequest(string Password, string Code);
