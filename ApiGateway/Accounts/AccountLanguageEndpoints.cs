using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Accounts;

/// <summary>Maps the route <c>/auth/language</c>.</summary>
internal static class AccountLanguageEndpoints
{
    public static IEndpointRouteBuilder MapAccountLanguage(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/auth/language", SetAsync).WithTags("Accounts").WithName("SetLanguage").RequireAuthorization(Policies.SignedIn)
            .Accepts<SetLanguageRequest>("application/json").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(422).WithSummary("Set the language of the account, in which its e-mails and the web page are: en or pt-BR");
        return routes;
    }

    private static async Task<IResult> SetAsync(HttpContext context, IdentityDb db)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.SetLanguageRequest);
        var errors = new FieldErrors();
        var language = AccountLanguage.Check(request.Language, errors);
        errors.ThrowIfAny();
        var user = context.Caller().UserId;
        return await db.Users.Where(u => u.Id == user && u.Email != null).ExecuteUpdateAsync(s => s.SetProperty(u => u.Language, language), context.RequestAborted) == 1
            ? TypedResults.NoContent()
            : ApiProblem.Unauthorized("There is no such account any more.");
    }
}
