using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Platform.Frontend.Account;

/// <summary>
/// Carries address and password from the first step of signing in to the second through the browser. The ticket is encrypted and valid for a few
/// minutes, so that the page does not show them and the server keeps no state.
/// </summary>
internal sealed class SignInTicket(IDataProtectionProvider protection)
{
    private const int MaxLength = 8_000;
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(5);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Platform.SignInTicket").ToTimeLimitedDataProtector();

    public string Write(string email, string password) => _protector.Protect(JsonSerializer.Serialize([email, password], TicketJson.Default.StringArray), s_lifetime);

    /// <summary>Reads a ticket; null if it is invalid or has expired.</summary>
    public (string Email, string Password)? Read(string? ticket)
    {
        try
        {
            return ticket is { Length: > 0 and < MaxLength } && JsonSerializer.Deserialize(_protector.Unprotect(ticket), TicketJson.Default.StringArray) is [{ } email, { } password]
                ? (email, password)
                : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or JsonException)
        {
            return null;
        }
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class TicketJson : System.Text.Json.Serialization.JsonSerializerContext;
