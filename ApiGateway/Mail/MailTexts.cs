using System.Globalization;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Requests;

namespace Platform.ApiGateway.Mail;

/// <summary>Builds the content of mails from <c>MailWords.resx</c> in the language of the account.</summary>
internal static class MailTexts
{
    public static MailText Verification(string? language, string code, string link) =>
        Of(language, nameof(MailWords.VerificationSubject), nameof(MailWords.VerificationBody), link, code);

    public static MailText PasswordReset(string? language, string code, string link) =>
        Of(language, nameof(MailWords.PasswordResetSubject), nameof(MailWords.PasswordResetBody), link, code);

    public static MailText EmailChange(string? language, string code, string link) =>
        Of(language, nameof(MailWords.EmailChangeSubject), nameof(MailWords.EmailChangeBody), link, code);

    public static MailText AddressTaken(string? language, string forgotten) =>
        Of(language, nameof(MailWords.AddressTakenSubject), nameof(MailWords.AddressTakenBody), forgotten);

    public static MailText PasswordChanged(string? language, string forgotten) =>
        Of(language, nameof(MailWords.PasswordChangedSubject), nameof(MailWords.PasswordChangedBody), forgotten);

    public static MailText PasswordWasReset(string? language, string forgotten) =>
        Of(language, nameof(MailWords.PasswordChangedSubject), nameof(MailWords.PasswordWasResetBody), forgotten);

    public static MailText EmailChanged(string? language, string newEmail) =>
        Of(language, nameof(MailWords.EmailChangedSubject), nameof(MailWords.EmailChangedBody), newEmail);

    private static MailText Of(string? language, string subject, string body, params object[] parts)
    {
        var tag = PreferredLanguage.Find(language, SpokenLanguages.All) ?? SpokenLanguages.English;
        var culture = CultureInfo.GetCultureInfo(tag);
        var text = string.Format(CultureInfo.InvariantCulture, Word(body), parts);
        return new(tag, Word(subject), $"{Word(nameof(MailWords.Greeting))}\n\n{text}\n\n-- \n{Word(nameof(MailWords.End))}\n");

        string Word(string name) => MailWords.ResourceManager.GetString(name, culture)!;
    }
}
