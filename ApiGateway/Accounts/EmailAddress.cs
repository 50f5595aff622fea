using Platform.ApiGateway.Inputs;

namespace Platform.ApiGateway.Accounts;

/// <summary>E-mail addresses as accounts have them.</summary>
internal static class EmailAddress
{
    public const int MaxLength = 256;

    /// <summary>What an account is looked up by, as ASP.NET Core Identity makes it; null for a text that can be no account's.</summary>
    public static string? Key(string address) =>
        address.Length <= MaxLength && TextRule.Normalise(address.Trim(), out var normal) is null ? normal.ToUpperInvariant() : null;
}
