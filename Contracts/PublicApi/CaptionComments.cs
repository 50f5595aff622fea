namespace Platform.Contracts.PublicApi;

/// <summary>Writes a comment on a moment of a recording: <c>POST /api/v1/jobs/{id}/comments</c>.</summary>
/// <param name="AtMs">The moment, in milliseconds from the beginning.</param>
/// <param name="Text">The text, 1 to 1,000 characters.</param>
/// <param name="Name">Who writes it, 1 to 60 characters; needed by a link, and null for the owner.</param>
public sealed record CreateCommentRequest(long AtMs, string Text, string? Name = null);

/// <summary>Marks a comment as dealt with, or not: <c>PUT /api/v1/jobs/{id}/comments/{comment}/resolution</c>.</summary>
/// <param name="IsResolved">Whether it is dealt with.</param>
public sealed record ResolveCommentRequest(bool IsResolved);

/// <summary>Represents a comment on a moment of a recording.</summary>
/// <param name="Id">The id.</param>
/// <param name="AtMs">The moment, in milliseconds from the beginning.</param>
/// <param name="Text">The text.</param>
/// <param name="Name">Who wrote it, as this person said; null if none was given.</param>
/// <param name="IsByOwner">Whether it was written by an account, not by a link.</param>
/// <param name="CreatedAt">When it was written, UTC.</param>
/// <param name="ResolvedAt">When it was dealt with, UTC; null if it was not yet.</param>
/// <param name="LinkId">The link by which it was written, which may be revoked; not shown to who has a link.</param>
/// <param name="Token">By what its writer may delete it, in <c>X-Comment-Token</c>; only in the response to its creation by a link.</param>
public sealed record CaptionComment(
    Guid Id, long AtMs, string Text, string? Name, bool IsByOwner, DateTimeOffset CreatedAt, DateTimeOffset? ResolvedAt, Guid? LinkId = null, string? Token = null);
