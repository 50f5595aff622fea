namespace Platform.ApiGateway.Mail;

/// <summary>Lists the kinds of mails.</summary>
internal static class MailKind
{
    /// <summary>A code that proves access to an address.</summary>
    public const string Verification = "verification";

    /// <summary>A code to set a new password.</summary>
    public const string PasswordReset = "password_reset";

    /// <summary>A mail to the new address of an account: a code, or a notice that the address is taken.</summary>
    public const string EmailChange = "email_change";

    /// <summary>A mail that notifies the owner of a change to the account.</summary>
    public const string Notice = "notice";

    public static string[] All { get; } = [Verification, PasswordReset, EmailChange, Notice];
}
