namespace Platform.Frontend.Account;

/// <summary>What the second step of signing in sends.</summary>
public sealed class SecondStepForm
{
    /// <summary>More than any code has, however it is grouped.</summary>
    public const int MaxCodeLength = 64;

    /// <summary>Address and password of the first step, see <see cref="SignInTicket"/>.</summary>
    public string? Ticket { get; set; }

    /// <summary>Six digits, or a recovery code.</summary>
    public string? Code { get; set; }
}
