using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Problems;
using Platform.ServiceDefaults.Requests;

namespace Platform.ApiGateway.Access;

/// <summary>Authenticates requests by <c>Authorization: Bearer</c> or <c>X-Api-Key</c>.</summary>
internal sealed class CredentialHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    CallerCache callers,
    KeyLookUps lookUps,
    AccessMetrics metrics) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Platform";
    public const string ApiKeyHeader = "X-Api-Key";

    private CredentialAnswer? _refused;

    /// <summary>Validates the credential again, later in a long request.</summary>
    /// <returns>The caller; null if the credential is no longer valid, for the reason that <see cref="Refuse"/> returns.</returns>
    /// <exception cref="ApiProblemException">429: too many invalid keys came from the address.</exception>
    public async Task<Caller?> RevalidateAsync() => (await HandleAuthenticateAsync()).Principal as Caller;

    /// <summary>Creates the response to a request with an invalid credential, and counts the refusal.</summary>
    public ApiProblem Refuse()
    {
        if (!OwnRequests.IsOwn(Context))
        {
            metrics.Challenged(_refused?.Denial);
        }

        if (_refused?.Denial == Denial.Expired)
        {
            metrics.Expired(Request.Headers.ContainsKey(ApiKeyHeader) ? AccessMetrics.ApiKey : AccessMetrics.AccessToken);
        }

        return _refused?.Refusal is not { } refusal
            ? ApiProblem.FromStatus(StatusCodes.Status401Unauthorized)
            : new ApiProblem(StatusCodes.Status401Unauthorized, "auth", refusal) { Challenge = $"Bearer error=\"invalid_token\", error_description=\"{refusal}\"" };
    }

    /// <summary>Reads the credential from the headers of a request. Neither its form nor its validity is checked.</summary>
    /// <returns>True if the request has a credential.</returns>
    public static bool TryReadCredential(HttpRequest request, out string credential, out CredentialKind kind)
    {
        string? authorization = request.Headers.Authorization;
        if (authorization is not null && authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            credential = authorization[7..].Trim();
            kind = CredentialKind.Bearer;
            return credential.Length > 0;
        }

        string? key = request.Headers[ApiKeyHeader];
        credential = key ?? "";
        kind = CredentialKind.ApiKey;
        return credential.Length > 0;
    }

    // Long requests validate their credential again.
    protected override Task InitializeHandlerAsync()
    {
        Context.Features.Set(this);
        return Task.CompletedTask;
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!TryReadCredential(Request, out var credential, out var kind))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        return callers.TryGet(credential) is { } answer ? Task.FromResult(Result(answer)) : ValidateAsync(credential, kind);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Refuse().ExecuteAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        metrics.Forbade();

        // A session has all scopes, so what it lacks is the role or a verified address.
        var problem = VerifiedEmail.IsMissing(Context) ? VerifiedEmail.Missing
            : Context.User is Caller { LacksSecondFactor: true }
                ? new ApiProblem(StatusCodes.Status403Forbidden, ApiProblem.SecondFactorNeeded, "Who has a role needs a second factor here: turn it on for your account first.")
                : ApiProblem.FromStatus(StatusCodes.Status403Forbidden);
        return problem.ExecuteAsync(Context);
    }

    private async Task<AuthenticateResult> ValidateAsync(string credential, CredentialKind kind)
    {
        var aborted = Context.RequestAborted;
        return Result(kind == CredentialKind.Bearer || !CredentialValidator.IsKeyLike(credential)
            ? await callers.ValidateAsync(credential, kind, aborted)
            // Not cancelled with the request: a client that disconnects early is counted too. It takes a few seconds at most.
            : await lookUps.RunAsync(credential, Context.Connection.RemoteIpAddress, () => callers.ValidateAsync(credential, kind, CancellationToken.None), aborted));
    }

    private AuthenticateResult Result(CredentialAnswer answer)
    {
        if (answer.Caller is { } caller)
        {
            return AuthenticateResult.Success(new AuthenticationTicket(caller, SchemeName));
        }

        _refused = answer;
        return AuthenticateResult.Fail(answer.Refusal ?? "Refused.");
    }
}
