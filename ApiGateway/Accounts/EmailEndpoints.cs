using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Mail;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Accounts;

/// <summary>Maps the routes under <c>/auth/email</c>, which verify and change an account's address by mailed codes.</summary>
internal static class EmailEndpoints
{
    public static IEndpointRouteBuilder MapEmailAddresses(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/auth").WithTags("Accounts");
        auth.MapGet("/settings", Settings).WithName("AccountSettings").AllowAnonymous()
            .Produces<AccountSettingsResponse>().WithSummary("List the account features of the platform");

        var email = routes.MapGroup("/auth/email").WithTags("Accounts");
        email.MapPost("/verification", SendAsync).WithName("SendVerification").RequireAuthorization(Policies.SignedIn)
            .Produces(StatusCodes.Status202Accepted).ProducesProblem(409).WithSummary("Mail another code for verifying the address");
        email.MapPost("/verify", VerifyAsync).WithName("VerifyEmail").AllowAnonymous()
            .Accepts<VerifyEmailRequest>("application/json").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(422).WithSummary("Verify the address with the mailed code");
        email.MapPost("/change", ChangeAsync).WithName("ChangeEmail").RequireAuthorization(Policies.SignedIn)
            .Accepts<ChangeEmailRequest>("application/json").Produces(StatusCodes.Status202Accepted)
            .ProducesProblem(422).WithSummary("Mail a code to the new address of the account");
        email.MapPost("/change/confirm", ConfirmAsync).WithName("ConfirmEmailChange").RequireAuthorization(Policies.SignedIn)
            .Accepts<ConfirmEmailChangeRequest>("application/json").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(409).ProducesProblem(422).WithSummary("Confirm the new address of the account, and end every other session");
        return routes;
    }

    private static JsonHttpResult<AccountSettingsResponse> Settings(MailSwitch mails, IConfiguration configuration) => TypedResults.Json(
        new AccountSettingsResponse(mails.IsOn, configuration.GetValue("Accounts:RequireVerifiedEmail", false), mails.IsOn && !mails.HasServer), GatewayJson.Default.AccountSettingsResponse);

    private static async Task<IResult> SendAsync(
        HttpContext context, UserManager<User> users, SignInLimits limits, AccountMails mails, MailSwitch isOn, IdentityDb db, TimeProvider time)
    {
        var cancellationToken = context.RequestAborted;
        isOn.ThrowIfOff();

        // One at a time, because each waits for the others of the account with a database connection.
        using var turn = await limits.EnterAsync(context.Connection.RemoteIpAddress, context.Caller().Email, static () => Task.FromResult(true), cancellationToken);
        var user = await FindAsync(context, users);
        if (user.EmailConfirmed)
        {
            return ApiProblem.Conflict("The address is verified already.");
        }

        await using var transaction = await db.BeginLiveTransactionAsync(cancellationToken);
        if (await mails.AddVerificationAsync(user, cancellationToken) is { } wait)
        {
            return ApiProblem.RateLimited(wait.TotalSeconds);
        }

        db.SecurityEvents.Add(SecurityLog.Create(time, "email.verification_sent", user.Id, context.Connection.RemoteIpAddress, null));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        mails.Send();
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> VerifyAsync(
        HttpContext context, UserManager<User> users, SignInLimits limits, FailedSignIns failed, CodeAttempts attempts, Revocations revocations, IdentityDb db, TimeProvider time)
    {
        var cancellationToken = context.RequestAborted;
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.VerifyEmailRequest);
        var errors = new FieldErrors();
        var email = NormalTexts.Read(request.Email, "email", EmailAddress.MaxLength, EmailAddress.NoAddress, errors);
        errors.ThrowIfAny();

        var address = context.Connection.RemoteIpAddress;
        using var turn = await limits.EnterAsync(address, email!, () => AccountEndpoints.HasSignedInFromAsync(db, email!, address, cancellationToken), cancellationToken);
        var user = await users.FindByEmailAsync(email!);
        var code = await attempts.TryAsync(email!, user?.Id, CodePurpose.Verification, request.Code, address, cancellationToken);
        await using (var transaction = await db.BeginLiveTransactionAsync(cancellationToken))
        {
            await attempts.UseAsync(code, cancellationToken);
            user!.EmailConfirmed = true;
            db.SecurityEvents.Add(SecurityLog.Create(time, "email.verified", user.Id, address, null));
            (await users.UpdateAsync(user)).ThrowIfFailed();
            await transaction.CommitAsync(cancellationToken);
        }

        failed.Clear(email!, address);

        // Cached callers still have the former state.
        revocations.Revoke(user.Id);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ChangeAsync(
        HttpContext context, UserManager<User> users, Reauthentication reauthentication, AccountMails mails, MailSwitch isOn, IdentityDb db, TimeProvider time)
    {
        var cancellationToken = context.RequestAborted;
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.ChangeEmailRequest);
        var errors = new FieldErrors();
        var email = EmailAddress.Read(request.NewEmail, "new_email", errors);
        errors.ThrowIfAny();
        isOn.ThrowIfOff();
        var address = context.Connection.RemoteIpAddress;
        var user = await reauthentication.RequireAsync(context, request.Password, request.Code);
        if (users.NormalizeEmail(email) == user.NormalizedEmail)
        {
            return ApiProblem.Invalid("new_email", "The account has this address already.");
        }

        // From here on the steps are the same for a free and a taken address: only its owner, who reads the mail, learns which it is.
        var owner = await users.FindByEmailAsync(email);
        await using var transaction = await db.BeginLiveTransactionAsync(cancellationToken);
        if (await mails.AddEmailChangeAsync(user, email, owner, cancellationToken) is { } wait)
        {
            return ApiProblem.RateLimited(wait.TotalSeconds);
        }

        db.SecurityEvents.Add(SecurityLog.Create(time, "email.change_asked", user.Id, address, null));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        mails.Send();
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ConfirmAsync(
        HttpContext context,
        UserManager<User> users,
        Sessions sessions,
        SignInLimits limits,
        FailedSignIns failed,
        CodeAttempts attempts,
        MailedCodes codes,
        AccountMails mails,
        Revocations revocations,
        IdentityDb db,
        TimeProvider time)
    {
        var cancellationToken = context.RequestAborted;
        var caller = context.Caller();
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.ConfirmEmailChangeRequest);
        var address = context.Connection.RemoteIpAddress;
        using var turn = await limits.EnterAsync(address, caller.Email, static () => Task.FromResult(true), cancellationToken);
        var user = await FindAsync(context, users);
        var before = user.Email ?? "";
        var code = await attempts.TryAsync(before, user.Id, CodePurpose.EmailChange, request.Code, address, cancellationToken);
        await using (var transaction = await db.BeginLiveTransactionAsync(cancellationToken))
        {
            await mails.AddEmailChangedAsync(user, before, code.NewEmail ?? "", cancellationToken);
            await attempts.UseAsync(code, cancellationToken);
            user.Email = user.UserName = code.NewEmail;
            user.EmailConfirmed = true;
            try
            {
                (await users.UpdateSecurityStampAsync(user)).ThrowIfFailed();
            }
            catch (DbUpdateException exception) when (exception.InnerException is Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.UniqueViolation })
            {
                IdentityResult.Failed(new IdentityError { Code = "DuplicateEmail" }).ThrowIfFailed();
            }

            // Codes that were mailed to the former address are no longer valid.
            await codes.EndAsync(user.Id, cancellationToken);
            var sessionId = caller.SessionId!.Value;
            await sessions.RenewStampAsync(sessionId, user.SecurityStamp ?? "", cancellationToken);
            db.SecurityEvents.Add(SecurityLog.Create(time, "email.changed", user.Id, address, null));
            await sessions.RevokeAsync(user.Id, s => s.Id != sessionId, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        failed.Clear(before, address);
        revocations.Revoke(user.Id);
        mails.Send();
        return TypedResults.NoContent();
    }

    private static async Task<User> FindAsync(HttpContext context, UserManager<User> users) =>
        await users.FindByIdAsync(context.Caller().UserId.ToString()) ?? throw new ApiProblemException(ApiProblem.Unauthorized("There is no such account any more."));
}
