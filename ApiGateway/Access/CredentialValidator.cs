using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Database;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Access;

internal enum CredentialKind
{
    Bearer = 0,
    ApiKey = 1,
}

/// <summary>Holds the result of validating a credential: its caller, or the reason for the refusal.</summary>
/// <param name="Caller">The caller; null if the credential was refused.</param>
/// <param name="ExpiresAt">When the credential expires.</param>
/// <param name="Refusal">The reason for the refusal, as a text.</param>
/// <param name="Denial">The reason for the refusal, as a category.</param>
internal sealed record CredentialAnswer(Caller? Caller, DateTimeOffset ExpiresAt, string? Refusal, Denial? Denial = null)
{
    public static CredentialAnswer Refuse(Denial denial, string why) => new(null, default, why, denial);
}

/// <summary>Validates credentials against the database.</summary>
internal sealed class CredentialValidator(
    IDbContextFactory<IdentityDb> databases,
    IOptionsMonitor<BearerTokenOptions> bearer,
    IOptions<SecondFactorOptions> secondFactor,
    ApiKeyUse keyUse,
    TimeProvider time)
{
    /// <summary>Checks whether a text can be an API key, or the token of a link; anything else is refused without a database query.</summary>
    public static bool IsKeyLike(string text) => (text.StartsWith("pk_", StringComparison.Ordinal) || LinkTokens.IsToken(text)) && text.Length <= 100;

    public Task<CredentialAnswer> ValidateAsync(string credential, CredentialKind kind, CancellationToken cancellationToken) =>
        kind == CredentialKind.Bearer ? ValidateTokenAsync(credential, cancellationToken)
        : IsKeyLike(credential) && LinkTokens.IsToken(credential) ? ValidateLinkAsync(credential, cancellationToken)
        : ValidateKeyAsync(credential, cancellationToken);

    private async Task<CredentialAnswer> ValidateTokenAsync(string token, CancellationToken cancellationToken)
    {
        var ticket = bearer.Get(BearerTokenDefaults.AuthenticationScheme).BearerTokenProtector.Unprotect(token);
        if (ticket?.Properties.ExpiresUtc is not { } expires
            || !Guid.TryParse(ticket.Principal.FindFirstValue(Caller.SessionClaim), out var sessionId))
        {
            return CredentialAnswer.Refuse(Denial.Invalid, "The access token is not one of ours.");
        }

        var now = time.GetUtcNow();
        if (now >= expires)
        {
            return CredentialAnswer.Refuse(Denial.Expired, "The access token has expired.");
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await (
            from s in db.Sessions
            join u in db.Users on s.UserId equals u.Id
            where s.Id == sessionId
            select new
            {
                s.UserId,
                s.RevokedAt,
                s.ExpiresAt,
                IsStampCurrent = s.SecurityStamp == u.SecurityStamp,
                u.Email,
                u.EmailConfirmed,
                u.TwoFactorEnabled,
                IsInvited = db.JobEditors.Any(e => e.NormalizedEmail == u.NormalizedEmail),
                IsOperator = db.UserRoles.Any(r => r.UserId == u.Id && db.Roles.Any(o => o.Id == r.RoleId && o.Name == Role.Operator)),
                IsResponder = db.UserRoles.Any(r => r.UserId == u.Id && db.Roles.Any(o => o.Id == r.RoleId && o.Name == Role.Responder)),
                HasRole = db.UserRoles.Any(r => r.UserId == u.Id),
            }).FirstOrDefaultAsync(cancellationToken);
        if (row is null || row.RevokedAt is not null || row.ExpiresAt <= now || !row.IsStampCurrent)
        {
            return CredentialAnswer.Refuse(Denial.Revoked, "The session has ended.");
        }

        var lacksFactor = row.HasRole && !row.TwoFactorEnabled && secondFactor.Value.SecondFactor == SecondFactorRule.Operators;
        return new CredentialAnswer(
            new Caller(row.UserId, row.Email ?? "", row.IsOperator && !lacksFactor, sessionId, null, Scopes.All, "Bearer")
            {
                ExpiresAt = expires,
                IsEmailVerified = row.EmailConfirmed,
                IsInvited = row.IsInvited,
                LacksSecondFactor = lacksFactor,
                Assigned = !row.HasRole || lacksFactor ? Duty.None : row.IsResponder ? Duty.Responder : Duty.Viewer,
            },
            expires,
            null);
    }

    private async Task<CredentialAnswer> ValidateKeyAsync(string key, CancellationToken cancellationToken)
    {
        if (!IsKeyLike(key))
        {
            return CredentialAnswer.Refuse(Denial.Invalid, "The API key is not one of ours.");
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await (
            from k in db.ApiKeys
            join u in db.Users on k.UserId equals u.Id
            // A deleted account has no address; a key that was created at that moment is invalid.
            where k.KeyHash == hash && u.NormalizedEmail != null
            select new
            {
                k.Id,
                k.UserId,
                k.Scopes,
                k.ExpiresAt,
                k.RevokedAt,
                u.Email,
                u.EmailConfirmed,
                IsInvited = db.JobEditors.Any(e => e.NormalizedEmail == u.NormalizedEmail),
                IsOperator = db.UserRoles.Any(r => r.UserId == u.Id && db.Roles.Any(o => o.Id == r.RoleId && o.Name == Role.Operator)),
            }).FirstOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            return CredentialAnswer.Refuse(Denial.Invalid, "The API key is not one of ours.");
        }

        if (row.RevokedAt is not null)
        {
            return CredentialAnswer.Refuse(Denial.Revoked, "The API key has been revoked.");
        }

        if (row.ExpiresAt <= time.GetUtcNow())
        {
            return CredentialAnswer.Refuse(Denial.Expired, "The API key has expired.");
        }

        keyUse.Note(row.Id);
        // A key only acts for its user: roles need a session. One scope is an operator's to give.
        var scopes = row.IsOperator ? row.Scopes : [.. row.Scopes.Where(scope => scope != Scopes.DeploymentsWrite)];
        var ends = row.ExpiresAt ?? DateTimeOffset.MaxValue;
        return new CredentialAnswer(
            new Caller(row.UserId, row.Email ?? "", false, null, row.Id, scopes, "ApiKey") { ExpiresAt = ends, IsEmailVerified = row.EmailConfirmed, IsInvited = row.IsInvited },
            ends,
            null);
    }

    private async Task<CredentialAnswer> ValidateLinkAsync(string token, CancellationToken cancellationToken)
    {
        var hash = LinkTokens.Hash(token);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await (
            from l in db.CaptionLinks
            join u in db.Users on l.UserId equals u.Id
            where l.TokenHash == hash && u.NormalizedEmail != null
                // One that was created while its key was revoked is still there.
                && (l.KeyId == null || db.ApiKeys.Any(k => k.Id == l.KeyId && k.RevokedAt == null))
            select new { l.Id, l.UserId, l.JobId, l.MayEdit, l.MayComment, l.ExpiresAt, u.EmailConfirmed }).FirstOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            return CredentialAnswer.Refuse(Denial.Invalid, "There is no such link, or it was revoked.");
        }

        if (row.ExpiresAt <= time.GetUtcNow())
        {
            return CredentialAnswer.Refuse(Denial.Expired, "The link has expired.");
        }

        // Without scopes and address: a link shows nothing of its owner but the captions.
        return new CredentialAnswer(
            new Caller(row.UserId, "", false, null, row.Id, [], "Link")
            {
                ExpiresAt = row.ExpiresAt,
                IsEmailVerified = row.EmailConfirmed,
                Link = new LinkGrant(row.JobId, row.MayEdit, row.MayComment),
            },
            row.ExpiresAt,
            null);
    }
}
