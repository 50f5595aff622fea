using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Platform.Frontend.Account;

/// <summary>
/// Carries address and password from the first step of signing in to the second, by way of the browser: encrypted and for a few
/// minutes, so that neither does the page show them nor does the server have to remember who is half way in.
/// </summary>
internal sealed class SignInTicket(IDataProtectionProvider protection)
{
    private const int MaxLength = 8_000;
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(5);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Platform.SignInTicket").ToTimeLimitedDataProtector();

    public string Write(string email, string password) => _protector.Protect(JsonSerializer.Serialize([email, password], TicketJson.Default.StringArray), s_lifetime);

    /// <summary>Null for what is none of ours, or too old.</summary>
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
