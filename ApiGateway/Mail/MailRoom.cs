namespace Platform.ApiGateway.Mail;

/// <summary>Whether there is room for one more mail: null where there is, else how long there is none.</summary>
/// <param name="OfAccount">Of those on behalf of the account.</param>
/// <param name="OfAddress">Of those to the address.</param>
/// <param name="OfAll">Of those that wait.</param>
internal readonly record struct MailRoom(TimeSpan? OfAccount, TimeSpan? OfAddress, TimeSpan? OfAll)
{
    public bool IsThere => OfAccount is null && OfAddress is null && OfAll is null;
}
