using System.Net.Mail;
using Platform.ApiGateway.Inputs;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Accounts;

/// <summary>Validates and normalises the e-mail addresses of accounts.</summary>
internal static class EmailAddress
{
    public const int MaxLength = 256;

    /// <summary>Gets the fault of a text that is no address.</summary>
    public static FieldError Fault { get; } = FieldError.Of(FieldRules.Email, "This is not an e-mail address.");

    /// <summary>Reads a new address of an account, and adds what is wrong to the errors.</summary>
    public static string Read(string text, string field, FieldErrors errors)
    {
        var address = NormalTexts.Read(text, field, MaxLength, Fault, errors);

        // A quoted local part may contain a line break, which a header must not.
        if (address is not null && (!MailAddress.TryCreate(address, out var parsed) || parsed.Address != address || address.Any(char.IsControl)))
        {
            errors.Add(field, Fault);
        }

        return address ?? "";
    }

    /// <summary>Computes the key by which ASP.NET Core Identity looks accounts up; null for a text that cannot be an account's.</summary>
    public static string? Key(string address) =>
        address.Length <= MaxLength && TextRule.Normalise(address.Trim(), out var normal) is null ? normal.ToUpperInvariant() : null;
}
