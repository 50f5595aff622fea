using Platform.ApiGateway.Database;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Requests;

namespace Platform.ApiGateway.Accounts;

/// <summary>Determines the language of an account's mails.</summary>
internal static class AccountLanguage
{
    private const string Unknown = "Known are en and pt-BR.";

    /// <summary>Gets the language of an account; English by default.</summary>
    public static string Of(User user) => PreferredLanguage.Find(user.Language, SpokenLanguages.All) ?? SpokenLanguages.English;

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
            errors.Add("language", Unknown);
        }

        return named;
    }
}
