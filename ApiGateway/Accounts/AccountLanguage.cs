using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Requests;

namespace Platform.ApiGateway.Accounts;

/// <summary>Determines the language of an account, and maps <c>/auth/language</c>.</summary>
internal static class AccountLanguage
{
    private static readonly FieldError s_unknown = FieldError.OneOf(SpokenLanguages.All, "Known are en and pt-BR.");

    public static IEndpointRouteBuilder MapAccountLanguage(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/auth/language", SetAsync).WithTags("Accounts").WithName("SetLanguage").RequireAuthorization(Policies.SignedIn)
            .Accepts<SetLanguageRequest>("application/json").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(422).WithSummary("Set the language of the account, in which its e-mails and the web page are: en or pt-BR");
        return routes;
    }

    /// <summary>Gets the language that was chosen for an account; null if none was.</summary>
    public static string? Chosen(User user) => PreferredLanguage.Find(user.Language, SpokenLanguages.All);

    /// <summary>Gets the language of an account's e-mails: the chosen one, else English.</summary>
    public static string OfMails(User user) => Chosen(user) ?? SpokenLanguages.English;

    /// <summary>
    /// Gets the language of a new account: the one that was specified, else the one that the request prefers; null if that is not supported.
    /// </summary>
    public static string? Read(string? named, HttpRequest request, FieldErrors errors) =>
        named is null ? PreferredLanguage.Of(request, SpokenLanguages.All) : Check(named, errors);

    private static string Check(string named, FieldErrors errors)
    {
        if (!SpokenLanguages.All.Contains(named, StringComparer.Ordinal))
        {
            errors.Add("language", s_unknown);
        }

        return named;
    }

    private static async Task<IResult> SetAsync(HttpContext context, IdentityDb db)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.SetLanguageRequest);
        var errors = new FieldErrors();
        var language = Check(request.Language, errors);
        errors.ThrowIfAny();
        var user = context.Caller().UserId;
        return await db.Users.Where(u => u.Id == user && u.Email != null).ExecuteUpdateAsync(s => s.SetProperty(u => u.Language, language), context.RequestAborted) == 1
            ? TypedResults.NoContent()
            : ApiProblem.Unauthorized("There is no such account any more.");
    }
}
