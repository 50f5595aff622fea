using System.Net.Mail;
using Platform.ApiGateway.Inputs;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Accounts;

/// <summary>E-mail addresses as accounts have them.</summary>
internal static class EmailAddress
{
    public const int MaxLength = 256;

    public const string NoAddress = "This is not an e-mail address.";

    /// <summary>Reads an address that an account is to have. What is wrong with it goes into the errors.</summary>
    public static string Read(string text, string field, FieldErrors errors)
    {
        var address = NormalTexts.Read(text, field, MaxLength, NoAddress, errors);

        // In quotes an address may hold the end of a line, which a header may not.
        if (address is not null && (!MailAddress.TryCreate(address, out var parsed) || parsed.Address != address || address.Any(char.IsControl)))
        {
            errors.Add(field, NoAddress);
        }

        return address ?? "";
    }

    /// <summary>What an account is looked up by, as ASP.NET Core Identity makes it; null for a text that can be no account's.</summary>
    public static string? Key(string address) =>
        address.Length <= MaxLength && TextRule.Normalise(address.Trim(), out var normal) is null ? normal.ToUpperInvariant() : null;
}
