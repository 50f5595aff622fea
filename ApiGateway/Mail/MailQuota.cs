namespace Platform.ApiGateway.Mail;

/// <summary>Holds whether another mail is permitted: null if it is, else how long it is not.</summary>
/// <param name="OfAccount">By the limit of the account.</param>
/// <param name="OfAddress">By the limit of the address.</param>
/// <param name="OfAll">By the limit of waiting mails.</param>
internal readonly record struct MailQuota(TimeSpan? OfAccount, TimeSpan? OfAddress, TimeSpan? OfAll)
{
    public bool IsAvailable => OfAccount is null && OfAddress is null && OfAll is null;
}
