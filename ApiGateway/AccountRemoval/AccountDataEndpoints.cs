using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Accounts;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Requests;

namespace Platform.ApiGateway.AccountRemoval;

/// <summary>Maps the routes that export and delete an account.</summary>
internal static class AccountDataEndpoints
{
    /// <summary>The key of the limit of open exports, <see cref="OpenRequestLimit"/>.</summary>
    public const string LimitKey = "exports";

    // More than any export takes; a client that reads more slowly has to start again.
    private static readonly TimeSpan s_maxTime = TimeSpan.FromHours(1);

    public static IEndpointRouteBuilder MapAccountRemoval(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/auth").WithTags("Accounts").RequireAuthorization(Policies.SignedIn);
        auth.MapDelete("/me", DeleteAsync).WithName("DeleteAccount").Accepts<DeleteAccountRequest>("application/json")
            .Produces(StatusCodes.Status202Accepted).ProducesProblem(409).ProducesProblem(422).WithSummary("Delete the account with all its data")
            .WithDescription("Its sessions, keys and streams end immediately, and the address can be used again. Jobs, captions, recordings, uploads, queues and shares are deleted soon after.");
        auth.MapGet("/export", ExportAsync).WithName("ExportAccount").Produces(StatusCodes.Status200OK, contentType: "application/zip").ProducesProblem(429)
            .WithoutDuration().WithSummary("Export the account's data as a ZIP file")
            .WithDescription("account.json, security-events.json, api-keys.json, caption-links.json, uploads.json, queues.json, jobs.ndjson with captions. Not included: messages, the bytes of uploads, recordings.");
        return routes;
    }

    private static async Task<IResult> ExportAsync(
        HttpContext context, AccountExport export, IdentityDb db, [FromKeyedServices(LimitKey)] OpenRequestLimit held, TimeProvider time)
    {
        var caller = context.Caller();
        using var one = held.Enter(caller.UserId, 1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        stop.CancelAfter(s_maxTime);
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == caller.UserId, stop.Token);
        if (user?.Email is null)
        {
            return ApiProblem.Unauthorized("There is no such account any more.");
        }

        await export.TryAsync(user.Id, stop.Token);
        db.SecurityEvents.Add(SecurityLog.Create(time, "account.exported", user.Id, context.Connection.RemoteIpAddress, null));
        await db.SaveChangesAsync(stop.Token);

        var response = context.Response;
        response.ContentType = "application/zip";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"platform-{time.GetUtcNow():yyyy-MM-dd}.zip\"");
        await export.WriteAsync(
            user,
            response.Body,
            async () =>
            {
                // Validated against the database: an export that is read slowly takes longer than revocations are remembered.
                var now = time.GetUtcNow();
                if (!await db.Sessions.AnyAsync(
                    s => s.Id == caller.SessionId && s.RevokedAt == null && s.ExpiresAt > now && db.Users.Any(u => u.Id == s.UserId && u.SecurityStamp == s.SecurityStamp), stop.Token))
                {
                    throw new ApiProblemException(ApiProblem.Unauthorized("The session has ended."));
                }
            },
            stop.Token);
        return TypedResults.Empty;
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, Reauthentication reauthentication, AccountDeletions deletions, TimeProvider time)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.DeleteAccountRequest);
        var user = await reauthentication.RequireAsync(context, request.Password, request.Code);

        // Not cancelled with the request: a client that disconnects after the request still wants the account deleted.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), time);
        await deletions.BeginAsync(user.Id, patience.Token);
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }
}
