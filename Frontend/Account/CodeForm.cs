using Platform.Frontend.Wording;

namespace Platform.Frontend.Account;

/// <summary>What the forms send that take a code from a mail.</summary>
public sealed class CodeForm
{
    /// <summary>More than any code has, however it is typed.</summary>
    public const int MaxCodeLength = 40;

    /// <summary>The account's address.</summary>
    public string? Email { get; set; }

    /// <summary>The code.</summary>
    public string? Code { get; set; }

    /// <summary>The new password, where one is set.</summary>
    public string? Password { get; set; }

    /// <summary>The address and the password, by the rules that hold everywhere.</summary>
    internal CredentialsForm Credentials => new() { Email = Email, Password = Password };

    /// <summary>What is wrong with the code before anybody looks for it; null for nothing.</summary>
    internal string? CodeError => Code?.Trim() switch
    {
        null or "" => Words.CodeMissing,
        var code => TypedText.IsFit(code, MaxCodeLength) ? null : Words.CodeNotValid,
    };
}
