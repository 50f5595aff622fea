using System.Security.Claims;
using Platform.ApiGateway.Database;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.ApiGateway.Access;

/// <summary>Represents the authenticated caller of a request. Immutable and shared between requests.</summary>
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

    /// <summary>Gets the session, if the caller signed in with a token.</summary>
    public Guid? SessionId { get; }

    /// <summary>Gets the API key, or the link to captions, if the caller sent one.</summary>
    public Guid? KeyId { get; }

    /// <summary>
    /// Gets what the caller may do by a link to captions; null for sessions and API keys. The user is the owner then, who need not know the caller.
    /// </summary>
    public LinkGrant? Link { get; init; }

    /// <summary>Gets the link to captions, if the caller sent the token of one.</summary>
    public Guid? LinkId => Link is null ? null : KeyId;

    /// <summary>Gets the account that acts in the name of the user, who has invited it to the captions of a job; null for none.</summary>
    public Guid? InvitedId { get; private init; }

    /// <summary>Gets the link, or the invited account, by which the user's captions are used by somebody else; null for the user.</summary>
    public Guid? VisitorId => LinkId ?? InvitedId;

    /// <summary>Gets whether the account is invited to the captions of any job.</summary>
    public bool IsInvited { get; init; }

    /// <summary>Gets whether the account's e-mail address was verified.</summary>
    public bool IsEmailVerified { get; init; }

    /// <summary>Gets when the credential expires, which also ends streams and long polls of the caller.</summary>
    public DateTimeOffset ExpiresAt { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>Gets what the user may do with incidents. It takes a session, as all roles do.</summary>
    public Duty Duty => IsOperator ? Duty.Operator : Assigned;

    /// <summary>Gets the highest role below that of an operator.</summary>
    public Duty Assigned { get; init; }

    /// <summary>Gets whether the user has a role but may not use it without a second factor.</summary>
    public bool LacksSecondFactor { get; init; }

    /// <summary>Gets the key of the rate limit that the request counts towards.</summary>
    public string Partition { get; private init; }

    /// <summary>Gets the user whose jobs are visible; null for all users.</summary>
    public Guid? VisibleOwner => IsOperator ? null : UserId;

    /// <summary>Gets the caller as calls to other services name it.</summary>
    public Actor Actor => new() { UserId = UserId.ToBytes(), IsOperator = IsOperator };

    /// <summary>Creates the caller of a request that an invited account makes in the name of the owner of a job. It has no scope for anything else.</summary>
    /// <param name="owner">The owner.</param>
    public Caller InNameOf(Guid owner) => new(owner, "", false, null, KeyId, [], "Invitation")
    {
        InvitedId = UserId,
        ExpiresAt = ExpiresAt,
        IsEmailVerified = IsEmailVerified,
        Partition = Partition,
    };

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
    /// <summary>Gets the caller of a request, on routes that require one.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.User as Caller ?? throw new InvalidOperationException("The route has no policy that asks for a caller.");
}
