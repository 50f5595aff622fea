using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Database;

/// <summary>Represents a comment on a moment of a job's recording.</summary>
internal sealed class StoredCaptionComment
{
    public Guid Id { get; set; }

    /// <summary>Gets or sets the owner of the job.</summary>
    public Guid UserId { get; set; }

    public Guid JobId { get; set; }

    /// <summary>Gets or sets the link by which it was written, which may be revoked; null for an account.</summary>
    public Guid? LinkId { get; set; }

    /// <summary>Gets or sets who wrote it, as this person said.</summary>
    public string? Name { get; set; }

    public required string Text { get; set; }

    /// <summary>Gets or sets the moment, in milliseconds from the beginning.</summary>
    public long AtMs { get; set; }

    /// <summary>Gets or sets the SHA-256 hash of the token by which its writer deletes it; null for an account.</summary>
    public byte[]? TokenHash { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? ResolvedAt { get; set; }

    /// <summary>Gets the comment as the public API has it, without its token.</summary>
    public CaptionComment ToResponse() => new(Id, AtMs, Text, Name, LinkId is null, CreatedAt, ResolvedAt, LinkId);
}
