using System.Net;
using Microsoft.AspNetCore.Identity;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Database;

/// <summary>Represents an account.</summary>
internal sealed class User : IdentityUser<Guid>
{
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Gets or sets the language of the account's mails; null if none was chosen.</summary>
    public string? Language { get; set; }
}

/// <summary>Represents a role: <see cref="Viewer"/>, <see cref="Responder"/> or <see cref="Operator"/>, each of which may do what those before it may.</summary>
internal sealed class Role : IdentityRole<Guid>
{
    /// <summary>The role of users who may see and change the jobs of all.</summary>
    public const string Operator = "operator";

    /// <summary>The role of users who see incidents and what belongs to them.</summary>
    public const string Viewer = "viewer";

    /// <summary>The role of users who work on incidents.</summary>
    public const string Responder = "responder";

    /// <summary>Gets all roles, from the one that may do least.</summary>
    public static IReadOnlyList<string> All { get; } = [Viewer, Responder, Operator];
}

/// <summary>Represents a session, from a sign-in to its end: a family of refresh tokens and their access tokens.</summary>
internal sealed class Session
{
    public Guid Id { get; set; }

    public Guid UserId { get; set; }

    /// <summary>Gets or sets the user's security stamp at the last renewal; when the user's changes, the session ends.</summary>
    public required string SecurityStamp { get; set; }

    /// <summary>Gets or sets the SHA-256 hash of the current refresh token.</summary>
    public required byte[] RefreshHash { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset RefreshedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>Represents an API key; only its hash is stored.</summary>
internal sealed class ApiKey
{
    public Guid Id { get; set; }

    public Guid UserId { get; set; }

    public required string Name { get; set; }

    public required string Prefix { get; set; }

    /// <summary>Gets or sets the SHA-256 hash of the whole key.</summary>
    public required byte[] KeyHash { get; set; }

    public required string[] Scopes { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>
/// Represents a user's authenticator app. It is active once a first code was confirmed, as <see
/// cref="Microsoft.AspNetCore.Identity.IdentityUser{TKey}.TwoFactorEnabled"/> shows too.
/// </summary>
internal sealed class Authenticator
{
    public Guid UserId { get; set; }

    /// <summary>Gets or sets the secret that codes are derived from, encrypted.</summary>
    public required byte[] Secret { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>Gets or sets the time step of the last accepted code: codes of this and earlier steps are refused.</summary>
    public long LastStep { get; set; }

    /// <summary>Gets or sets the number of consecutive wrong codes from all addresses.</summary>
    public int Failures { get; set; }
}

/// <summary>Represents an unused recovery code; only its hash is stored.</summary>
internal sealed class RecoveryCode
{
    public Guid UserId { get; set; }

    /// <summary>Gets or sets the SHA-256 hash of the user and the code.</summary>
    public required byte[] CodeHash { get; set; }
}

/// <summary>Represents the deletion of an account that is not complete yet. The user's row remains until it is, without name and address.</summary>
internal sealed class PendingAccountDeletion
{
    /// <summary>Gets or sets the user.</summary>
    public Guid UserId { get; set; }

    /// <summary>Gets or sets the id of the deletion for the audit log.</summary>
    public Guid Id { get; set; }

    public DateTimeOffset RequestedAt { get; set; }

    /// <summary>Gets or sets when the next step is due; a replica that works on it moves it into the future by its time limit.</summary>
    public DateTimeOffset DueAt { get; set; }
}

/// <summary>Represents a security-relevant event, kept for investigations.</summary>
internal sealed class SecurityEvent
{
    public Guid Id { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Gets or sets the type, such as <c>sign_in.failed</c>.</summary>
    public required string Event { get; set; }

    public Guid? UserId { get; set; }

    public IPAddress? Address { get; set; }

    public string? Detail { get; set; }
}

/// <summary>Lists the states of an upload.</summary>
internal enum UploadState
{
    /// <summary>The upload is not complete: not all bytes were received.</summary>
    Open = 0,

    /// <summary>All bytes were received, in parts.</summary>
    Received = 1,

    /// <summary>Stored as one object, which jobs may use.</summary>
    Stored = 2,
}

/// <summary>Represents a resumable upload.</summary>
internal sealed class Upload
{
    public Guid Id { get; set; }

    public Guid OwnerId { get; set; }

    public long Length { get; set; }

    public string? FileName { get; set; }

    public string? ContentType { get; set; }

    /// <summary>Gets or sets <c>Upload-Metadata</c> as the client sent it.</summary>
    public string? Metadata { get; set; }

    public UploadState State { get; set; }

    /// <summary>Gets or sets the number of bytes in object storage, which is the upload's offset.</summary>
    public long Received { get; set; }

    /// <summary>Gets or sets the start of each part of the received bytes.</summary>
    public long[] Parts { get; set; } = [];

    /// <summary>Gets or sets the request that is currently writing.</summary>
    public Guid? WriterId { get; set; }

    /// <summary>Gets or sets when the writer loses the upload unless it renews its lease.</summary>
    public DateTimeOffset? WriterUntil { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? StoredAt { get; set; }
}

/// <summary>Represents the use of an upload by a job. It remains for as long as JobManager has the job.</summary>
internal sealed class UploadUse
{
    public Guid UploadId { get; set; }

    public Guid JobId { get; set; }
}

/// <summary>Represents a link to the captions of a job; only the hash of its token is stored.</summary>
internal sealed class StoredCaptionLink
{
    public Guid Id { get; set; }

    /// <summary>Gets or sets the owner of the job.</summary>
    public Guid UserId { get; set; }

    public Guid JobId { get; set; }

    public required string Name { get; set; }

    /// <summary>Gets or sets the SHA-256 hash of the whole token.</summary>
    public required byte[] TokenHash { get; set; }

    public bool MayEdit { get; set; }

    public bool MayComment { get; set; }

    /// <summary>Gets or sets the API key by which it was created, which ends it when it is revoked; null for a session.</summary>
    public Guid? KeyId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Gets the link as the public API has it, without its token.</summary>
    public CaptionLink ToResponse() => new(Id, JobId, Name, MayEdit, CreatedAt, ExpiresAt, MayComment: MayComment);
}

/// <summary>Represents the default caption settings of an account.</summary>
internal sealed class StoredAccountCaptions
{
    public Guid UserId { get; set; }

    /// <summary>Gets or sets the version, which starts at 1 and grows with each change.</summary>
    public int Version { get; set; }

    /// <summary>Gets or sets the settings as JSON.</summary>
    public required string Settings { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>Represents a key of the data-protection key ring, shared by all replicas.</summary>
internal sealed class ProtectionKey
{
    public int Id { get; set; }

    public required string FriendlyName { get; set; }

    public required string Xml { get; set; }
}
