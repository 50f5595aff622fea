namespace Platform.ApiGateway.Mail;

/// <summary>What a mail is for.</summary>
internal static class MailKind
{
    /// <summary>A code to show that an address is one's own.</summary>
    public const string Verification = "verification";

    /// <summary>A code to set a new password.</summary>
    public const string PasswordReset = "password_reset";

    /// <summary>To an address that an account is to have: a code, or that it has an account already.</summary>
    public const string EmailChange = "email_change";

    /// <summary>Tells the owner what was done to the account.</summary>
    public const string Notice = "notice";

    public static string[] All { get; } = [Verification, PasswordReset, EmailChange, Notice];
}
