namespace Platform.ApiGateway.Accounts;

/// <summary>Lists the purposes of mailed codes.</summary>
internal static class CodePurpose
{
    public const string Verification = "verification";
    public const string PasswordReset = "password_reset";
    public const string EmailChange = "email_change";

    /// <summary>Gets how long a code is valid.</summary>
    public static TimeSpan LifetimeOf(string purpose) => purpose == Verification ? TimeSpan.FromHours(24) : TimeSpan.FromMinutes(30);
}
