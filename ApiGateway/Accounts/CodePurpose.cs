namespace Platform.ApiGateway.Accounts;

/// <summary>What a mailed code is good for.</summary>
internal static class CodePurpose
{
    public const string Verification = "verification";
    public const string PasswordReset = "password_reset";
    public const string EmailChange = "email_change";

    /// <summary>For how long.</summary>
    public static TimeSpan LifetimeOf(string purpose) => purpose == Verification ? TimeSpan.FromHours(24) : TimeSpan.FromMinutes(30);
}
