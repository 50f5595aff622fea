using System.Net;
using Microsoft.AspNetCore.Identity;

namespace Platform.ApiGateway.Database;

/// <summary>An account.</summary>
internal sealed class User : IdentityUser<Guid>
{
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>In which it is written to; null where nobody has said.</summary>
    public string? Language { get; set; }
}

/// <summary>A role; there is one, <see cref="Operator"/>.</summary>
internal sealed class Role : IdentityRole<Guid>
{
    /// <summary>Sees and changes everyone's jobs.</summary>
    public const string Operator = "operator";
}

/// <summary>What a sign-in began: the family of refresh tokens that came from it and the access tokens made with them.</summary>
internal sealed class Session
{
    public Guid Id { get; set; }

    public Guid UserId { get; set; }

    /// <summary>The user's security stamp when the session was last proven; another one now ends the session.</summary>
    public required string SecurityStamp { get; set; }

    /// <summary>SHA-256 of the one refresh token that still counts.</summary>
    public required byte[] RefreshHash { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset RefreshedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>A key for programs; only its hash is kept.</summary>
internal sealed class ApiKey
{
    public Guid Id { get; set; }

    public Guid UserId { get; set; }

    public required string Name { get; set; }

    public required string Prefix { get; set; }

    /// <summary>SHA-256 of the whole key.</summary>
    public required byte[] KeyHash { get; set; }

    public required string[] Scopes { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>A user's authenticator app. It counts from when a first code was right, which <see cref="Microsoft.AspNetCore.Identity.IdentityUser{TKey}.TwoFactorEnabled"/> says too.</summary>
internal sealed class Authenticator
{
    public Guid UserId { get; set; }

    /// <summary>What codes are made of, encrypted.</summary>
    public required byte[] Secret { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>The last time step that a code was taken of: it and those before count no more.</summary>
    public long LastStep { get; set; }

    /// <summary>Wrong codes in a row, from wherever they came.</summary>
    public int Failures { get; set; }
}

/// <summary>A recovery code that was not used yet; only its hash is kept.</summary>
internal sealed class RecoveryCode
{
    public Guid UserId { get; set; }

    /// <summary>SHA-256 of the user and the code.</summary>
    public required byte[] CodeHash { get; set; }
}

/// <summary>An account that was deleted and of which something may be left. The user's row stays until nothing is, without name and address.</summary>
internal sealed class Departure
{
    /// <summary>The user.</summary>
    public Guid UserId { get; set; }

    /// <summary>Of the deed, for the audit.</summary>
    public Guid Id { get; set; }

    public DateTimeOffset RequestedAt { get; set; }

    /// <summary>When to go on; whoever does puts it off for as long as it may take.</summary>
    public DateTimeOffset DueAt { get; set; }
}

/// <summary>A security-relevant event, kept for people who look into one.</summary>
internal sealed class SecurityEvent
{
    public Guid Id { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Such as <c>sign_in.failed</c>.</summary>
    public required string Event { get; set; }

    public Guid? UserId { get; set; }

    public IPAddress? Address { get; set; }

    public string? Detail { get; set; }
}

/// <summary>Where an upload stands.</summary>
internal enum UploadState
{
    /// <summary>Bytes are still to come.</summary>
    Open = 0,

    /// <summary>All bytes are there, in parts.</summary>
    Received = 1,

    /// <summary>One object; jobs may use it.</summary>
    Stored = 2,
}

/// <summary>A resumable upload.</summary>
internal sealed class Upload
{
    public Guid Id { get; set; }

    public Guid OwnerId { get; set; }

    public long Length { get; set; }

    public string? FileName { get; set; }

    public string? ContentType { get; set; }

    /// <summary><c>Upload-Metadata</c> as the client sent it.</summary>
    public string? Metadata { get; set; }

    public UploadState State { get; set; }

    /// <summary>Bytes that are in object storage: the upload's offset.</summary>
    public long Received { get; set; }

    /// <summary>Where each part of the received bytes starts.</summary>
    public long[] Parts { get; set; } = [];

    /// <summary>The request that writes now.</summary>
    public Guid? WriterId { get; set; }

    /// <summary>Until when the writer holds the upload without a sign of life.</summary>
    public DateTimeOffset? WriterUntil { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? StoredAt { get; set; }
}

/// <summary>A job that was submitted with an upload, which stays for as long as JobManager knows the job.</summary>
internal sealed class UploadUse
{
    public Guid UploadId { get; set; }

    public Guid JobId { get; set; }
}

/// <summary>What holds for the captions of an account where a job says nothing.</summary>
internal sealed class StoredAccountCaptions
{
    public Guid UserId { get; set; }

    /// <summary>From 1, one more with each change.</summary>
    public int Version { get; set; }

    /// <summary>The settings as JSON.</summary>
    public required string Settings { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A key of the data-protection key ring, shared by all replicas.</summary>
internal sealed class ProtectionKey
{
    public int Id { get; set; }

    public required string FriendlyName { get; set; }

    public required string Xml { get; set; }
}
