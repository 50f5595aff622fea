using Platform.ApiGateway.Database;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Requests;

namespace Platform.ApiGateway.Accounts;

/// <summary>Determines the language of an account and of its mails.</summary>
internal static class AccountLanguage
{
    private static readonly FieldError s_unknown = FieldError.OneOf(SpokenLanguages.All, "Known are en and pt-BR.");

    /// <summary>Gets the language that was chosen for an account; null if none was.</summary>
    public static string? Chosen(User user) => PreferredLanguage.Find(user.Language, SpokenLanguages.All);

    /// <summary>Gets the language of an account's e-mails: the chosen one, else English.</summary>
    public static string OfMails(User user) => Chosen(user) ?? SpokenLanguages.English;

    /// <summary>
    /// Gets the language of a new account: the one that was specified, else the one that the request prefers; null if that is not supported.
    /// </summary>
    public static string? Read(string? named, HttpRequest request, FieldErrors errors) =>
        named is null ? PreferredLanguage.Of(request, SpokenLanguages.All) : Check(named, errors);

    /// <summary>Checks that a language is one of those that the platform speaks.</summary>
    public static string Check(string named, FieldErrors errors)
    {
        if (!SpokenLanguages.All.Contains(named, StringComparer.Ordinal))
        {
            errors.Add("language", s_unknown);
        }

        return named;
    }
}
