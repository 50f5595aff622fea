namespace Platform.Frontend.Account;

/// <summary>Holds the input of the second step of signing in.</summary>
public sealed class SecondStepForm
{
    /// <summary>The maximum length of the input; codes are shorter, however they are grouped.</summary>
    public const int MaxCodeLength = 64;

    /// <summary>Gets or sets the ticket with the address and password of the first step, see <see cref="SignInTicket"/>.</summary>
    public string? Ticket { get; set; }

    /// <summary>Gets or sets the code: six digits, or a recovery code.</summary>
    public string? Code { get; set; }
}
