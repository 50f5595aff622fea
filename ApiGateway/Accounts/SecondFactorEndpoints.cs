using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.SecondFactor;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Accounts;

/// <summary>Maps the routes under <c>/auth/second-factor</c>.</summary>
internal static class SecondFactorEndpoints
{
    public static IEndpointRouteBuilder MapSecondFactor(this IEndpointRouteBuilder routes)
    {
        var factor = routes.MapGroup("/auth/second-factor").WithTags("Accounts").RequireAuthorization(Policies.SignedIn);
        factor.MapGet("", StateAsync).WithName("GetSecondFactor").Produces<SecondFactorResponse>().WithSummary("Get the state of two-factor authentication");
        factor.MapPost("", BeginAsync).WithName("BeginSecondFactor").Accepts<BeginSecondFactorRequest>("application/json")
            .Produces<SecondFactorSecretResponse>().ProducesProblem(409).ProducesProblem(422).WithSummary("Create a secret for an authenticator app; two-factor authentication is not enabled yet");
        factor.MapPost("/confirm", ConfirmAsync).WithName("ConfirmSecondFactor").Accepts<SecondFactorCodeRequest>("application/json")
            .Produces<RecoveryCodesResponse>().ProducesProblem(422).WithSummary("Enable two-factor authentication with a first code, and end every other session");
        factor.MapPost("/recovery-codes", RenewCodesAsync).WithName("RenewRecoveryCodes").Accepts<SecondFactorCodeRequest>("application/json")
            .Produces<RecoveryCodesResponse>().ProducesProblem(409).ProducesProblem(422).WithSummary("Replace the recovery codes");
        factor.MapDelete("", RemoveAsync).WithName("RemoveSecondFactor").Accepts<RemoveSecondFactorRequest>("application/json")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(422).WithSummary("Disable two-factor authentication");
        return routes;
    }

    private static async Task<IResult> StateAsync(HttpContext context, FactorStore factors, OperatorRole operators, IOptions<SecondFactorOptions> options)
    {
        var user = context.Caller().UserId;
        var (since, codes) = await factors.StateAsync(user, context.RequestAborted);
        var isNeeded = options.Value.SecondFactor == SecondFactorRule.Operators && (await operators.OfAsync(user, context.RequestAborted)).Count > 0;
        return TypedResults.Json(new SecondFactorResponse(since is not null, since, codes, isNeeded), GatewayJson.Default.SecondFactorResponse);
    }

    private static async Task<IResult> BeginAsync(HttpContext context, Reauthentication reauthentication, FactorStore factors, IdentityDb db, TimeProvider time)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.BeginSecondFactorRequest);
        var caller = context.Caller();
        if ((await factors.StateAsync(caller.UserId, context.RequestAborted)).Since is not null)
        {
            return AlreadyOn();
        }

        await reauthentication.RequireAsync(context, request.Password, null);
        if (await factors.BeginAsync(caller.UserId, context.RequestAborted) is not { } secret)
        {
            return AlreadyOn();
        }

        db.SecurityEvents.Add(SecurityLog.Create(time, "second_factor.begun", caller.UserId, context.Connection.RemoteIpAddress, null));
        await db.SaveChangesAsync(context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new SecondFactorSecretResponse(OneTimeCodes.Text(secret), OneTimeCodes.Address(secret, caller.Email)), GatewayJson.Default.SecondFactorSecretResponse);
    }

    private static async Task<IResult> ConfirmAsync(
        HttpContext context, Reauthentication reauthentication, FactorStore factors, Sessions sessions, Revocations revocations, IdentityDb db, TimeProvider time)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.SecondFactorCodeRequest);
        var caller = context.Caller();
        var stamp = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        IReadOnlyList<string>? codes = null;
        await reauthentication.TryAsync(context, async user =>
        {
            await db.RunLockedAsync(
                user.Id,
                async () =>
                {
                    codes = await factors.ConfirmAsync(user.Id, request.Code, stamp, context.RequestAborted);
                    if (codes is not null)
                    {
                        await sessions.RenewStampAsync(caller.SessionId!.Value, stamp, context.RequestAborted);
                        db.SecurityEvents.Add(SecurityLog.Create(time, "second_factor.turned_on", user.Id, context.Connection.RemoteIpAddress, null));
                        await sessions.RevokeAsync(user.Id, s => s.Id != caller.SessionId, context.RequestAborted);
                    }
                },
                context.RequestAborted);
            return codes is null ? ("code", Reauthentication.WrongCodeFault) : null;
        });

        // Revoked again after the commit: the former state may have been cached in the meantime.
        revocations.Revoke(caller.UserId);
        return Codes(context, codes!);
    }

    private static async Task<IResult> RenewCodesAsync(HttpContext context, Reauthentication reauthentication, FactorStore factors, IdentityDb db, TimeProvider time)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.SecondFactorCodeRequest);
        var user = await reauthentication.RequireAsync(context, request.Code);
        IReadOnlyList<string> codes = [];
        await db.RunLockedAsync(
            user.Id,
            async () =>
            {
                codes = await factors.NewCodesAsync(user.Id, context.RequestAborted);
                db.SecurityEvents.Add(SecurityLog.Create(time, "second_factor.recovery_codes_renewed", user.Id, context.Connection.RemoteIpAddress, null));
                await db.SaveChangesAsync(context.RequestAborted);
            },
            context.RequestAborted);
        return Codes(context, codes);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, Reauthentication reauthentication, FactorStore factors, Revocations revocations, IdentityDb db)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.RemoveSecondFactorRequest);
        var user = await reauthentication.RequireAsync(context, request.Password, request.Code);
        await db.SaveChangesAsync(context.RequestAborted);
        await factors.RemoveAsync(user.Id, "second_factor.turned_off", context.Connection.RemoteIpAddress, context.RequestAborted);
        revocations.Revoke(user.Id);
        return TypedResults.NoContent();
    }

    private static JsonHttpResult<RecoveryCodesResponse> Codes(HttpContext context, IReadOnlyList<string> codes)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new RecoveryCodesResponse(codes), GatewayJson.Default.RecoveryCodesResponse);
    }

    private static ApiProblem AlreadyOn() => ApiProblem.Conflict("The second factor is on already; turn it off first.");
}
