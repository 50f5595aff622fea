using Platform.ApiGateway.Access;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.CaptionSettings;

/// <summary>Maps the route <c>/account/captions</c>.</summary>
internal static class CaptionSettingsEndpoints
{
    public static IHostApplicationBuilder AddCaptionSettings(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AccountCaptionStore>();
        return builder;
    }

    public static IEndpointRouteBuilder MapCaptionSettings(this IEndpointRouteBuilder routes)
    {
        var account = routes.MapGroup("/account").WithTags("Accounts");
        account.MapGet("/captions", GetAsync).WithName("GetAccountCaptions").RequireAuthorization(Policies.ReadJobs)
            .Produces<AccountCaptions>().Produces(304).WithSummary("Get the account's default settings for captions");
        account.MapPut("/captions", PutAsync).WithName("SetAccountCaptions").RequireAuthorization(Policies.SignedIn)
            .Accepts<AccountCaptions>("application/json").Produces<AccountCaptions>()
            .ProducesProblem(412).ProducesProblem(422).ProducesProblem(428)
            .WithSummary("Replace the account's default settings for captions; If-Match has the version that was read").WithDescription("Omitted fields are reset to their defaults.");
        return routes;
    }

    private static async Task<IResult> GetAsync(HttpContext context, AccountCaptionStore store)
    {
        var (settings, version) = await store.FindAsync(context.Caller().UserId, context.RequestAborted);
        var etag = AccountCaptionStore.ETag(version);
        context.Response.Headers.ETag = etag;
        context.Response.Headers.CacheControl = "private, no-cache";
        return Preconditions.IsKnown(context.Request, etag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Json(settings, GatewayJson.Default.AccountCaptions);
    }

    private static async Task<IResult> PutAsync(HttpContext context, AccountCaptionStore store)
    {
        var settings = Check(await JsonBody.ReadAsync(context, GatewayJson.Default.AccountCaptions));
        var user = context.Caller().UserId;
        var (_, version) = await store.FindAsync(user, context.RequestAborted);
        var isMatch = Preconditions.IsMatch(context.Request, AccountCaptionStore.ETag(version));
        if (isMatch is null)
        {
            return new ApiProblem(StatusCodes.Status428PreconditionRequired, "precondition_required", "Send If-Match with the ETag of the settings that were read.");
        }

        if (isMatch == false || !await store.ReplaceAsync(user, version, settings, context.RequestAborted))
        {
            return ApiProblem.PreconditionFailed("The settings were changed since they were read.");
        }

        context.Response.Headers.ETag = AccountCaptionStore.ETag(version + 1);
        return TypedResults.Json(settings, GatewayJson.Default.AccountCaptions);
    }

    private static AccountCaptions Check(AccountCaptions settings)
    {
        var errors = new FieldErrors();
        var language = CaptionRules.CheckLanguage(settings.Language, mayBeAny: false, "", errors);
        CaptionRules.CheckStyle(settings.Style, "", errors);
        var vocabulary = CaptionRules.CheckVocabulary(settings.Vocabulary, "", errors);
        var formats = CaptionRules.CheckFormats(settings.Formats, "", errors);
        errors.ThrowIfAny();
        return settings with { Language = language, Vocabulary = vocabulary is { Count: > 0 } ? [.. vocabulary.Distinct(StringComparer.Ordinal)] : null, Formats = formats };
    }
}
