using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Mail;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Accounts;

/// <summary>Maps the routes <c>/auth/password/forgotten</c> and <c>/auth/password/reset</c>.</summary>
internal static class ForgottenPasswordEndpoints
{
    public static IEndpointRouteBuilder MapForgottenPasswords(this IEndpointRouteBuilder routes)
    {
        var password = routes.MapGroup("/auth/password").WithTags("Accounts");
        password.MapPost("/forgotten", ForgottenAsync).WithName("ForgottenPassword").AllowAnonymous()
            .Accepts<ForgottenPasswordRequest>("application/json").Produces(StatusCodes.Status202Accepted)
            .ProducesProblem(422).WithSummary("Mail a code for a password reset, if the account exists");
        password.MapPost("/reset", ResetAsync).WithName("ResetPassword").AllowAnonymous()
            .Accepts<ResetPasswordRequest>("application/json").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(422).WithSummary("Set a new password with the mailed code, and end every session");
        return routes;
    }

    private static async Task<IResult> ForgottenAsync(
        HttpContext context, UserManager<User> users, SignInLimits limits, AccountMails mails, MailSwitch isOn, IdentityDb db, TimeProvider time)
    {
        var cancellationToken = context.RequestAborted;
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.ForgottenPasswordRequest);
        var errors = new FieldErrors();
        var email = NormalTexts.Read(request.Email, "email", EmailAddress.MaxLength, EmailAddress.Fault, errors);
        errors.ThrowIfAny();
        isOn.ThrowIfOff();

        var address = context.Connection.RemoteIpAddress;
        using var turn = await limits.EnterAsync(address, email!, () => AccountEndpoints.HasSignedInFromAsync(db, email!, address, cancellationToken), cancellationToken);

        // The same steps whether or not the account exists: neither the response nor its timing may reveal it.
        var user = await users.FindByEmailAsync(email!);
        await using var transaction = await db.BeginLiveTransactionAsync(cancellationToken);
        await mails.AddPasswordResetAsync(user, email!, Guid.CreateVersion7(time.GetUtcNow()), cancellationToken);
        db.SecurityEvents.Add(SecurityLog.Create(time, "password.forgotten", user?.Id, address, null));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        mails.Send();
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ResetAsync(
        HttpContext context, UserManager<User> users, Sessions sessions, CodeAttempts attempts, AccountMails mails, IdentityDb db, TimeProvider time)
    {
        var cancellationToken = context.RequestAborted;
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.ResetPasswordRequest);
        var errors = new FieldErrors();
        var email = NormalTexts.Read(request.Email, "email", EmailAddress.MaxLength, EmailAddress.Fault, errors);
        AccountEndpoints.CheckPassword(errors, "new_password", request.NewPassword);
        errors.ThrowIfAny();
        await CheckRulesAsync(users, request.NewPassword);

        var address = context.Connection.RemoteIpAddress;
        using var turn = await attempts.EnterAsync(address, email!, () => AccountEndpoints.HasSignedInFromAsync(db, email!, address, cancellationToken), cancellationToken);
        var user = await users.FindByEmailAsync(email!);
        var code = await attempts.TryAsync(email!, user?.Id, CodePurpose.PasswordReset, request.Code, address, cancellationToken);
        await using (var transaction = await db.BeginLiveTransactionAsync(cancellationToken))
        {
            await mails.AddPasswordWasResetAsync(user!, cancellationToken);
            await attempts.UseAsync(code, cancellationToken);
            user!.PasswordHash = users.PasswordHasher.HashPassword(user, request.NewPassword);

            if (!user.EmailConfirmed)
            {
                await RemoveUnverifiedAccessAsync(db, user, time.GetUtcNow(), cancellationToken);
            }

            // Whoever has the code can read the mails to the address.
            user.EmailConfirmed = true;
            (await users.UpdateSecurityStampAsync(user)).ThrowIfFailed("new_password");
            db.SecurityEvents.Add(SecurityLog.Create(time, "password.reset", user.Id, address, null));
            await sessions.RevokeAsync(user.Id, static _ => true, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        attempts.Succeed(email!, address);
        sessions.Revalidate(user.Id);
        mails.Send();
        return TypedResults.NoContent();
    }

    // The address was never verified, so keys, links and second factors may have been set up by another person who registered it first.
    private static async Task RemoveUnverifiedAccessAsync(IdentityDb db, User user, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.ApiKeys.Where(k => k.UserId == user.Id && k.RevokedAt == null).ExecuteUpdateAsync(s => s.SetProperty(k => k.RevokedAt, now), cancellationToken);
        await db.CaptionLinks.Where(l => l.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
        await db.RecoveryCodes.Where(c => c.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
        await db.Authenticators.Where(a => a.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
        user.TwoFactorEnabled = false;
    }

    // Before the code is verified: a password that breaks a rule must not use up the code, nor reveal whether the account exists.
    private static async Task CheckRulesAsync(UserManager<User> users, string password)
    {
        foreach (var rule in users.PasswordValidators)
        {
            (await rule.ValidateAsync(users, new User(), password)).ThrowIfFailed("new_password");
        }
    }
}
