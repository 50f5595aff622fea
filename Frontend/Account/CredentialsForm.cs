namespace Platform.Frontend.Account;

/// <summary>What the forms for signing in and up send.</summary>
public sealed class CredentialsForm
{
    /// <summary>The least length of a new password.</summary>
    public const int MinPasswordLength = 12;

    /// <summary>The account's address.</summary>
    public string? Email { get; set; }

    /// <summary>Its password.</summary>
    public string? Password { get; set; }
}
