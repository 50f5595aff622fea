using Platform.Frontend.Wording;

namespace Platform.Frontend.Account;

/// <summary>What the forms for signing in and up send.</summary>
public sealed class CredentialsForm
{
    /// <summary>The least length of a new password.</summary>
    public const int MinPasswordLength = 12;

    /// <summary>More than any address has.</summary>
    public const int MaxEmailLength = 254;

    /// <summary>More than the API takes.</summary>
    public const int MaxPasswordLength = 256;

    /// <summary>The account's address.</summary>
    public string? Email { get; set; }

    /// <summary>Its password.</summary>
    public string? Password { get; set; }

    /// <summary>What is wrong with the address; null for nothing.</summary>
    internal string? EmailError => Email?.Trim() is { Length: > 0 } email && email.Contains('@', StringComparison.Ordinal) && TypedText.IsFitToCompare(email, MaxEmailLength)
        ? null
        : Words.EmailInvalid;

    /// <summary>What is wrong with the password, wherever it comes from; null for nothing.</summary>
    internal string? PasswordError => Password switch
    {
        null or "" => Words.PasswordMissing,
        _ => TypedText.IsFit(Password, MaxPasswordLength) ? null : Words.PasswordInvalid,
    };

    /// <summary>What is wrong with a new password; null for nothing.</summary>
    internal string? NewPasswordError => Password is { Length: >= MinPasswordLength } ? PasswordError : Words.PasswordTooShort;
}
