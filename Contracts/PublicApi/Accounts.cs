namespace Platform.Contracts.PublicApi;

/// <summary><c>POST /api/v1/auth/register</c>.</summary>
/// <param name="Email">Also the user name.</param>
/// <param name="Password">At least 12 characters.</param>
/// <param name="Language">In which the account is written to by e-mail, one of <see cref="SpokenLanguages"/>; null for what <c>Accept-Language</c> asks for, else English.</param>
public sealed record RegisterRequest(string Email, string Password, string? Language = null);

/// <summary><c>PUT /api/v1/auth/language</c>.</summary>
/// <param name="Language">In which the account is written to by e-mail from now on, one of <see cref="SpokenLanguages"/>.</param>
public sealed record SetLanguageRequest(string Language);

/// <summary><c>POST /api/v1/auth/sign-in</c>.</summary>
/// <param name="Email">The account.</param>
/// <param name="Password">Its password.</param>
/// <param name="Code">Where the second factor is on: six digits of the authenticator app, or a recovery code.</param>
public sealed record SignInRequest(string Email, string Password, string? Code = null);

/// <summary><c>POST /api/v1/auth/refresh</c>.</summary>
/// <param name="RefreshToken">From the last sign-in or refresh.</param>
public sealed record RefreshRequest(string RefreshToken);

/// <summary><c>POST /api/v1/auth/password</c>: also ends every other session.</summary>
/// <param name="CurrentPassword">The password that holds now.</param>
/// <param name="NewPassword">At least 12 characters.</param>
/// <param name="Code">Of the second factor, where it is on.</param>
public sealed record ChangePasswordRequest(string CurrentPassword, string NewPassword, string? Code = null);

/// <summary><c>POST /api/v1/auth/email/verify</c>.</summary>
/// <param name="Email">The account.</param>
/// <param name="Code">From the mail.</param>
public sealed record VerifyEmailRequest(string Email, string Code);

/// <summary><c>POST /api/v1/auth/email/change</c>: mails a code to the new address.</summary>
/// <param name="NewEmail">The address that the account is to have.</param>
/// <param name="Password">The account's password.</param>
/// <param name="Code">Of the second factor, where it is on.</param>
public sealed record ChangeEmailRequest(string NewEmail, string Password, string? Code = null);

/// <summary><c>POST /api/v1/auth/email/change/confirm</c>: also ends every other session.</summary>
/// <param name="Code">From the mail to the new address.</param>
public sealed record ConfirmEmailChangeRequest(string Code);

/// <summary><c>POST /api/v1/auth/password/forgotten</c>: mails a code, if there is such an account.</summary>
/// <param name="Email">The account.</param>
public sealed record ForgottenPasswordRequest(string Email);

/// <summary><c>POST /api/v1/auth/password/reset</c>: also ends every session.</summary>
/// <param name="Email">The account.</param>
/// <param name="Code">From the mail.</param>
/// <param name="NewPassword">At least 12 characters.</param>
public sealed record ResetPasswordRequest(string Email, string Code, string NewPassword);

/// <summary><c>GET /api/v1/auth/settings</c>: what this platform offers to accounts.</summary>
/// <param name="Mail">Whether it sends mail: to verify addresses, and to who has forgotten a password.</param>
/// <param name="VerifiedEmailRequired">Whether only accounts with a verified address may submit and publish.</param>
public sealed record AccountSettingsResponse(bool Mail, bool VerifiedEmailRequired);

/// <summary>Tokens of a session.</summary>
/// <param name="AccessToken">Goes into <c>Authorization: Bearer</c>.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds until the access token ends.</param>
/// <param name="RefreshToken">Exchanged once for the next pair.</param>
public sealed record TokenResponse(string AccessToken, string TokenType, long ExpiresIn, string RefreshToken);

/// <summary>An account.</summary>
/// <param name="Id">The user.</param>
/// <param name="Email">The address.</param>
/// <param name="Roles">Such as <c>operator</c>.</param>
/// <param name="CreatedAt">Registration, UTC.</param>
/// <param name="EmailVerified">Whether somebody showed to read the mails to the address.</param>
/// <param name="Language">In which it is written to by e-mail.</param>
public sealed record UserResponse(Guid Id, string Email, IReadOnlyList<string> Roles, DateTimeOffset CreatedAt, bool EmailVerified = false, string Language = SpokenLanguages.English);

/// <summary><c>POST /api/v1/api-keys</c>.</summary>
/// <param name="Name">For people; 1 to 100 characters.</param>
/// <param name="Scopes">Of <c>jobs:read</c>, <c>jobs:write</c>, <c>queues:read</c>, <c>queues:publish</c>, <c>queues:consume</c>, <c>queues:manage</c>; null for all.</param>
/// <param name="ExpiresAt">End of the key, UTC; null for none.</param>
public sealed record CreateApiKeyRequest(string Name, IReadOnlyList<string>? Scopes = null, DateTimeOffset? ExpiresAt = null);

/// <summary>An API key. Goes into <c>X-Api-Key</c>.</summary>
/// <param name="Id">The key's id, not the key.</param>
/// <param name="Name">Its name.</param>
/// <param name="Prefix">Its first characters, to tell keys apart.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">UTC; null for never.</param>
/// <param name="LastUsedAt">UTC, to the minute; null when never used.</param>
/// <param name="RevokedAt">UTC; null while it holds.</param>
/// <param name="Key">The secret itself, only in the answer to its creation.</param>
public sealed record ApiKeyResponse(
    Guid Id,
    string Name,
    string Prefix,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt,
    string? Key = null);

/// <summary>A whole list in one answer, of something that is never long.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">All of them.</param>
public sealed record ListResponse<T>(IReadOnlyList<T> Items);
