using Platform.Frontend.Wording;

namespace Platform.Frontend.Account;

/// <summary>Holds the input of the forms for signing in and up.</summary>
public sealed class CredentialsForm
{
    /// <summary>The minimum length of a new password.</summary>
    public const int MinPasswordLength = 12;

    /// <summary>The maximum length of an address, in UTF-16 units.</summary>
    public const int MaxEmailLength = 254;

    /// <summary>The maximum length of a password, which is more than the API accepts.</summary>
    public const int MaxPasswordLength = 256;

    /// <summary>Gets or sets the account's address.</summary>
    public string? Email { get; set; }

    /// <summary>Gets or sets the password.</summary>
    public string? Password { get; set; }

    /// <summary>Gets what is wrong with the address; null if it is valid.</summary>
    internal string? EmailError => Email?.Trim() is { Length: > 0 } email && email.Contains('@', StringComparison.Ordinal) && TypedText.IsFitToCompare(email, MaxEmailLength)
        ? null
        : Words.EmailInvalid;

    /// <summary>Gets what is wrong with a password; null if it is valid.</summary>
    internal string? PasswordError => Password switch
    {
        null or "" => Words.PasswordMissing,
        _ => TypedText.IsFit(Password, MaxPasswordLength) ? null : Words.PasswordInvalid,
    };

    /// <summary>Gets what is wrong with a new password; null if it is valid.</summary>
    internal string? NewPasswordError => Password is { Length: >= MinPasswordLength } ? PasswordError : Words.PasswordTooShort;
}
