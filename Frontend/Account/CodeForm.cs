using Platform.Frontend.Wording;

namespace Platform.Frontend.Account;

/// <summary>Holds the input of forms that take a mailed code.</summary>
public sealed class CodeForm
{
    /// <summary>The maximum length of the input; codes are shorter, however they are typed.</summary>
    public const int MaxCodeLength = 40;

    /// <summary>Gets or sets the account's address.</summary>
    public string? Email { get; set; }

    /// <summary>Gets or sets the code.</summary>
    public string? Code { get; set; }

    /// <summary>Gets or sets the new password, if one is set.</summary>
    public string? Password { get; set; }

    /// <summary>Gets the address and the password for validation by the common rules.</summary>
    internal CredentialsForm Credentials => new() { Email = Email, Password = Password };

    /// <summary>Gets what is wrong with the form of the code; null if it is valid.</summary>
    internal string? CodeError => Code?.Trim() switch
    {
        null or "" => Words.CodeMissing,
        var code => TypedText.IsFit(code, MaxCodeLength) ? null : Words.CodeNotValid,
    };
}
