using System.Security.Claims;
using Platform.ApiGateway.Database;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.Access;

/// <summary>Who makes the request, as validated; immutable and shared between requests.</summary>
internal sealed class Caller : ClaimsPrincipal
{
    public const string ScopeClaim = "scope";
    public const string SessionClaim = "sid";

    public Caller(Guid userId, string email, bool isOperator, Guid? sessionId, Guid? keyId, IReadOnlyList<string> scopes, string scheme)
        : base(CreateIdentity(userId, email, isOperator, sessionId, scopes, scheme))
    {
        UserId = userId;
        Email = email;
        IsOperator = isOperator;
        SessionId = sessionId;
        KeyId = keyId;
        Partition = keyId is { } key ? "key:" + key.ToString("N") : "user:" + userId.ToString("N");
    }

    public Guid UserId { get; }

    public string Email { get; }

    public bool IsOperator { get; }

    /// <summary>The session, when signed in with a token.</summary>
    public Guid? SessionId { get; }

    /// <summary>The API key, when that was sent.</summary>
    public Guid? KeyId { get; }

    /// <summary>Whether the account's address was verified.</summary>
    public bool IsEmailVerified { get; init; }

    /// <summary>When the credential ends: what is held open for the caller ends then, too.</summary>
    public DateTimeOffset ExpiresAt { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>Whether the user has the role operator and may not act as one, for want of a second factor.</summary>
    public bool LacksSecondFactor { get; init; }

    /// <summary>Whose allowance the request counts against.</summary>
    public string Partition { get; }

    /// <summary>Whose jobs may be seen: null for everyone's.</summary>
    public Guid? VisibleOwner => IsOperator ? null : UserId;

    public Actor Actor => new(UserId, IsOperator);

    private static ClaimsIdentity CreateIdentity(Guid userId, string email, bool isOperator, Guid? sessionId, IReadOnlyList<string> scopes, string scheme)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, userId.ToString()));
        identity.AddClaim(new Claim(ClaimTypes.Name, email));
        foreach (var scope in scopes)
        {
            identity.AddClaim(new Claim(ScopeClaim, scope));
        }

        if (sessionId is { } session)
        {
            identity.AddClaim(new Claim(SessionClaim, session.ToString()));
        }

        if (isOperator)
        {
            identity.AddClaim(new Claim(ClaimTypes.Role, Role.Operator));
        }

        return identity;
    }
}

internal static class CallerExtensions
{
    /// <summary>Who makes the request; only on routes that need someone.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.User as Caller ?? throw new InvalidOperationException("The route has no policy that asks for a caller.");
}
