using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Accounts;

/// <summary>Maps the routes under <c>/auth</c>.</summary>
internal static class AccountEndpoints
{
    internal const int MaxPassword = 256;

    // A hash that belongs to no account: verifying against it takes as long as against a real one.
    private static readonly string s_noAccountHash = new PasswordHasher<User>().HashPassword(new User(), Guid.CreateVersion7(DateTimeOffset.UnixEpoch).ToString());

    public static IEndpointRouteBuilder MapAccounts(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/auth").WithTags("Accounts");
        auth.MapPost("/register", RegisterAsync).WithName("Register").AllowAnonymous()
            .Accepts<RegisterRequest>("application/json").Produces<UserResponse>(StatusCodes.Status201Created)
            .ProducesProblem(409).ProducesProblem(422).WithSummary("Create an account")
            .WithDescription("Without a language, e-mails to the account are in the preferred language of Accept-Language, en or pt-BR; en if it names neither.");
        auth.MapPost("/sign-in", SignInAsync).WithName("SignIn").AllowAnonymous()
            .Accepts<SignInRequest>("application/json").Produces<TokenResponse>()
            .ProducesProblem(401).ProducesProblem(429).WithSummary("Exchange e-mail and password for tokens");
        auth.MapPost("/refresh", RefreshAsync).WithName("Refresh").AllowAnonymous()
            .Accepts<RefreshRequest>("application/json").Produces<TokenResponse>()
            .ProducesProblem(401).WithSummary("Exchange a refresh token for the next pair");
        auth.MapPost("/sign-out", SignOutAsync).WithName("SignOut").RequireAuthorization(Policies.SignedIn)
            .Produces(StatusCodes.Status204NoContent).WithSummary("End the session");
        auth.MapGet("/me", MeAsync).WithName("Me").RequireAuthorization()
            .Produces<UserResponse>().WithSummary("Get the account of the token or key");
        auth.MapPost("/password", ChangePasswordAsync).WithName("ChangePassword").RequireAuthorization(Policies.SignedIn)
            .Accepts<ChangePasswordRequest>("application/json").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(422).WithSummary("Change the password and end every other session");
        return routes;
    }

    private static async Task<IResult> RegisterAsync(
        HttpContext context, UserManager<User> users, OperatorRole operators, SignInLimits limits, AccountMails mails, IdentityDb db, TimeProvider time)
    {
        var cancellationToken = context.RequestAborted;
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.RegisterRequest);
        var errors = new FieldErrors();
        var email = EmailAddress.Read(request.Email, "email", errors);
        CheckPassword(errors, "password", request.Password);
        var language = AccountLanguage.Read(request.Language, context.Request, errors);
        errors.ThrowIfAny();

        using var turn = await limits.EnterAsync(context.Connection.RemoteIpAddress, email, static () => Task.FromResult(false), cancellationToken);
        var now = time.GetUtcNow();
        var user = new User { Id = Guid.CreateVersion7(now), UserName = email, Email = email, CreatedAt = now, LockoutEnabled = true, Language = language };
        await using var transaction = await db.BeginLiveTransactionAsync(cancellationToken);
        try
        {
            (await users.CreateAsync(user, request.Password)).ThrowIfFailed();
        }
        catch (DbUpdateException exception) when (exception.InnerException is Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.UniqueViolation })
        {
            IdentityResult.Failed(new IdentityError { Code = "DuplicateEmail" }).ThrowIfFailed();
        }

        db.SecurityEvents.Add(SecurityLog.Create(time, "account.registered", user.Id, context.Connection.RemoteIpAddress, null));
        if (limits.MayMail(context.Connection.RemoteIpAddress))
        {
            await mails.AddVerificationAsync(user, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        mails.Send();
        var response = new UserResponse(user.Id, email, await operators.OfAsync(user.Id, cancellationToken), user.CreatedAt, user.EmailConfirmed, AccountLanguage.Chosen(user));
        return TypedResults.Json(response, GatewayJson.Default.UserResponse, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, UserManager<User> users, Sessions sessions, SignInLimits limits, SignInAttempts attempts, IdentityDb db)
    {
        var cancellationToken = context.RequestAborted;
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.SignInRequest);
        var errors = new FieldErrors();
        var email = NormalTexts.Read(request.Email, "email", EmailAddress.MaxLength, EmailAddress.Fault, errors);
        if (errors.IsMalformed)
        {
            return ApiProblem.Invalid(errors);
        }

        if (email is null || request.Password.Length > MaxPassword)
        {
            return attempts.Refuse();
        }

        var address = context.Connection.RemoteIpAddress;
        using var turn = await limits.EnterAsync(address, email, () => HasSignedInFromAsync(db, email, address, cancellationToken), cancellationToken);

        // The same steps whether or not the account exists: neither the response nor its timing may reveal it.
        var user = await users.FindByEmailAsync(email);
        if (await attempts.RefuseLockedOutAsync(user, email, address, cancellationToken) is { } lockedOut)
        {
            return lockedOut;
        }

        var isRight = user is null ? IsNoPassword(request.Password) : await users.CheckPasswordAsync(user, request.Password);
        if (user is null || !isRight)
        {
            return await attempts.FailAsync(user, email, address, cancellationToken);
        }

        if (user.TwoFactorEnabled && await attempts.RefuseCodeAsync(user, request.Code, address, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var tokens = sessions.Begin(user);
        await attempts.SucceedAsync(user, email, address, cancellationToken);
        return Tokens(tokens);
    }

    private static async Task<IResult> RefreshAsync(HttpContext context, Sessions sessions, AccessMetrics metrics)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.RefreshRequest);
        var tokens = await sessions.RefreshAsync(request.RefreshToken, context.Connection.RemoteIpAddress, context.RequestAborted);
        metrics.Attempt(tokens is not null);
        return tokens is null ? ApiProblem.Unauthorized("The refresh token does not count any more; sign in again.") : Tokens(tokens);
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, Sessions sessions, IdentityDb db, TimeProvider time)
    {
        var caller = context.Caller();
        db.SecurityEvents.Add(SecurityLog.Create(time, "session.signed_out", caller.UserId, context.Connection.RemoteIpAddress, null));
        await sessions.RevokeAsync(caller.UserId, s => s.Id == caller.SessionId, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> MeAsync(HttpContext context, IdentityDb db, OperatorRole operators)
    {
        var caller = context.Caller();
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == caller.UserId, context.RequestAborted);
        return user is null
            ? ApiProblem.Unauthorized("There is no such account any more.")
            : TypedResults.Json(
                new UserResponse(user.Id, user.Email ?? "", await operators.OfAsync(user.Id, context.RequestAborted), user.CreatedAt, user.EmailConfirmed, AccountLanguage.Chosen(user)),
                GatewayJson.Default.UserResponse);
    }

    private static async Task<IResult> ChangePasswordAsync(
        HttpContext context, UserManager<User> users, Sessions sessions, Reauthentication reauthentication, AccountMails mails, IdentityDb db, TimeProvider time)
    {
        var cancellationToken = context.RequestAborted;
        var caller = context.Caller();
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.ChangePasswordRequest);
        var errors = new FieldErrors();
        CheckPassword(errors, "new_password", request.NewPassword);
        errors.ThrowIfAny();
        var user = await reauthentication.RequireAsync(context, request.CurrentPassword, request.Code, "current_password");
        await using var transaction = await db.BeginLiveTransactionAsync(cancellationToken);
        await mails.AddPasswordChangedAsync(user, cancellationToken);
        (await users.ChangePasswordAsync(user, request.CurrentPassword, request.NewPassword)).ThrowIfFailed("new_password");

        var sessionId = caller.SessionId!.Value;
        await sessions.RenewStampAsync(sessionId, user.SecurityStamp ?? "", cancellationToken);
        db.SecurityEvents.Add(SecurityLog.Create(time, "password.changed", user.Id, context.Connection.RemoteIpAddress, null));
        await sessions.RevokeAsync(user.Id, s => s.Id != sessionId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        sessions.Revalidate(user.Id);
        mails.Send();
        return TypedResults.NoContent();
    }

    internal static void CheckPassword(FieldErrors errors, string field, string password)
    {
        if (password.Length is < 12 or > MaxPassword)
        {
            errors.Add(field, FieldError.Characters(12, MaxPassword, $"A password has 12 to {MaxPassword} characters."));
        }
    }

    /// <summary>Takes as long as verifying a password, and returns true.</summary>
    private static bool IsNoPassword(string password) =>
        new PasswordHasher<User>().VerifyHashedPassword(new User(), s_noAccountHash, password) != PasswordVerificationResult.Failed;

    internal static async Task<bool> HasSignedInFromAsync(IdentityDb db, string email, IPAddress? address, CancellationToken cancellationToken)
    {
        var key = EmailAddress.Key(email);
        return await db.Users.Where(u => u.NormalizedEmail == key)
            .AnyAsync(u => db.SecurityEvents.Any(e => e.UserId == u.Id && e.Event == "sign_in.succeeded" && Equals(e.Address, address)), cancellationToken);
    }

    private static NoStore<TokenResponse> Tokens(TokenResponse tokens) => new(TypedResults.Json(tokens, GatewayJson.Default.TokenResponse));

    /// <summary>Marks a response as not cacheable.</summary>
    private sealed class NoStore<T>(IResult inner) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.CacheControl = "no-store";
            return inner.ExecuteAsync(httpContext);
        }
    }
}
