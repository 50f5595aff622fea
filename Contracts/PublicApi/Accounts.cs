namespace Platform.Contracts.PublicApi;

/// <summary>Creates an account: <c>POST /api/v1/auth/register</c>.</summary>
/// <param name="Email">The e-mail address, which is also the user name.</param>
/// <param name="Password">At least 12 characters.</param>
/// <param name="Language">
/// The language of the account, in which its e-mails and the web page are, one of <see cref="SpokenLanguages"/>; null for the preference in
/// <c>Accept-Language</c>, if there is one.
/// </param>
public sealed record RegisterRequest(string Email, string Password, string? Language = null);

/// <summary>Changes the language of the account: <c>PUT /api/v1/auth/language</c>.</summary>
/// <param name="Language">The language of its e-mails and of the web page, one of <see cref="SpokenLanguages"/>.</param>
public sealed record SetLanguageRequest(string Language);

/// <summary>Starts a session: <c>POST /api/v1/auth/sign-in</c>.</summary>
/// <param name="Email">The e-mail address of the account.</param>
/// <param name="Password">The password.</param>
/// <param name="Code">The second factor, if it is on: six digits of the authenticator app, or a recovery code.</param>
public sealed record SignInRequest(string Email, string Password, string? Code = null);

/// <summary>Renews a session's tokens: <c>POST /api/v1/auth/refresh</c>.</summary>
/// <param name="RefreshToken">The refresh token of the last sign-in or refresh.</param>
public sealed record RefreshRequest(string RefreshToken);

/// <summary>Changes the password and ends all other sessions: <c>POST /api/v1/auth/password</c>.</summary>
/// <param name="CurrentPassword">The current password.</param>
/// <param name="NewPassword">At least 12 characters.</param>
/// <param name="Code">The code of the second factor, if it is on.</param>
public sealed record ChangePasswordRequest(string CurrentPassword, string NewPassword, string? Code = null);

/// <summary>Verifies an account's address: <c>POST /api/v1/auth/email/verify</c>.</summary>
/// <param name="Email">The e-mail address of the account.</param>
/// <param name="Code">The code of the mail.</param>
public sealed record VerifyEmailRequest(string Email, string Code);

/// <summary>Requests a change of the address, and mails a code to the new one: <c>POST /api/v1/auth/email/change</c>.</summary>
/// <param name="NewEmail">The new address.</param>
/// <param name="Password">The account's password.</param>
/// <param name="Code">The code of the second factor, if it is on.</param>
public sealed record ChangeEmailRequest(string NewEmail, string Password, string? Code = null);

/// <summary>Confirms the new address and ends all other sessions: <c>POST /api/v1/auth/email/change/confirm</c>.</summary>
/// <param name="Code">The code of the mail to the new address.</param>
public sealed record ConfirmEmailChangeRequest(string Code);

/// <summary>Mails a code to set a new password, if the account exists: <c>POST /api/v1/auth/password/forgotten</c>.</summary>
/// <param name="Email">The e-mail address of the account.</param>
public sealed record ForgottenPasswordRequest(string Email);

/// <summary>Sets a new password and ends all sessions: <c>POST /api/v1/auth/password/reset</c>.</summary>
/// <param name="Email">The e-mail address of the account.</param>
/// <param name="Code">The code of the mail.</param>
/// <param name="NewPassword">At least 12 characters.</param>
public sealed record ResetPasswordRequest(string Email, string Code, string NewPassword);

/// <summary>Describes which account features this platform offers: <c>GET /api/v1/auth/settings</c>.</summary>
/// <param name="Mail">Whether the platform sends mail, which verifying an address and resetting a password need.</param>
/// <param name="VerifiedEmailRequired">Whether submitting and publishing need a verified address.</param>
/// <param name="MailInLog">Whether mails are written to the platform's log instead of being sent, as without a mail server in development.</param>
public sealed record AccountSettingsResponse(bool Mail, bool VerifiedEmailRequired, bool MailInLog);

/// <summary>Holds the tokens of a session.</summary>
/// <param name="AccessToken">The access token for <c>Authorization: Bearer</c>.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">The seconds until the access token expires.</param>
/// <param name="RefreshToken">The refresh token, exchanged once for the next pair.</param>
public sealed record TokenResponse(string AccessToken, string TokenType, long ExpiresIn, string RefreshToken);

/// <summary>Represents an account.</summary>
/// <param name="Id">The id of the user.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="Roles">The roles, such as <c>operator</c>.</param>
/// <param name="CreatedAt">When it was created, UTC.</param>
/// <param name="EmailVerified">Whether the address was verified by a mailed code.</param>
/// <param name="Language">
/// The language of its e-mails and of the web page, one of <see cref="SpokenLanguages"/>; null if none was chosen: e-mails are in English then, and the
/// page is in the language of the browser.
/// </param>
public sealed record UserResponse(Guid Id, string Email, IReadOnlyList<string> Roles, DateTimeOffset CreatedAt, bool EmailVerified = false, string? Language = null);

/// <summary>Creates an API key: <c>POST /api/v1/api-keys</c>.</summary>
/// <param name="Name">The name, 1 to 100 characters.</param>
/// <param name="Scopes">
/// The scopes: <c>jobs:read</c>, <c>jobs:write</c>, <c>queues:read</c>, <c>queues:publish</c>, <c>queues:consume</c>, <c>queues:manage</c>, <c>deployments:write</c>; null for
/// all.
/// </param>
/// <param name="ExpiresAt">The expiry of the key, UTC; null for none.</param>
public sealed record CreateApiKeyRequest(string Name, IReadOnlyList<string>? Scopes = null, DateTimeOffset? ExpiresAt = null);

/// <summary>Represents an API key, which is sent in <c>X-Api-Key</c>.</summary>
/// <param name="Id">The id of the key, which is not the key itself.</param>
/// <param name="Name">Its name.</param>
/// <param name="Prefix">The first characters of the key, to identify it.</param>
/// <param name="Scopes">The scopes.</param>
/// <param name="CreatedAt">When it was created, UTC.</param>
/// <param name="ExpiresAt">When it expires, UTC; null for never.</param>
/// <param name="LastUsedAt">When it was last used, UTC, to the minute; null for never.</param>
/// <param name="RevokedAt">When it was revoked, UTC; null if it was not.</param>
/// <param name="Key">The key itself, only in the response to its creation.</param>
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

/// <summary>Holds a complete list, for lists that are always short.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <param name="Items">All items.</param>
public sealed record ListResponse<T>(IReadOnlyList<T> Items);
