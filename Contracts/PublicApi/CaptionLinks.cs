namespace Platform.Contracts.PublicApi;

/// <summary>Creates a link to the captions of a job: <c>POST /api/v1/jobs/{id}/links</c>.</summary>
/// <param name="Name">The name, 1 to 100 characters: for whom it is, or what for.</param>
/// <param name="MayEdit">Whether who has the link may edit the captions, not only read them.</param>
/// <param name="ExpiresAt">When it expires, UTC, at most a year ahead; null for 30 days.</param>
/// <param name="MayComment">Whether who has the link may read comments, and write them.</param>
public sealed record CreateLinkRequest(string Name, bool MayEdit = false, DateTimeOffset? ExpiresAt = null, bool MayComment = false);

/// <summary>Represents a link to the captions of a job.</summary>
/// <param name="Id">The id of the link, which is not its token.</param>
/// <param name="JobId">The job.</param>
/// <param name="Name">The name.</param>
/// <param name="MayEdit">Whether who has the link may edit the captions.</param>
/// <param name="CreatedAt">When it was created, UTC.</param>
/// <param name="ExpiresAt">When it expires, UTC.</param>
/// <param name="Token">The token, which is sent in <c>X-Api-Key</c>; only in the response to its creation.</param>
/// <param name="MayComment">Whether who has the link may read and write comments.</param>
public sealed record CaptionLink(
    Guid Id, Guid JobId, string Name, bool MayEdit, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string? Token = null, bool MayComment = false);

/// <summary>Describes what a link opens: <c>GET /api/v1/links/current</c> with the token of the link.</summary>
/// <param name="JobId">The job, whose captions and recording can be read by the usual routes.</param>
/// <param name="Title">The title; null if the job has none.</param>
/// <param name="MayEdit">Whether the captions may be edited.</param>
/// <param name="ExpiresAt">When the link expires, UTC.</param>
/// <param name="Language">The BCP 47 tag of the captions' language.</param>
/// <param name="DurationSeconds">The length of the recording, in seconds.</param>
/// <param name="HasVideo">Whether the recording has a moving picture.</param>
/// <param name="MediaBytes">The size of the recording in bytes.</param>
/// <param name="MayComment">Whether comments may be read and written.</param>
public sealed record LinkedCaptions(
    Guid JobId, string? Title, bool MayEdit, DateTimeOffset ExpiresAt, string Language, double DurationSeconds, bool HasVideo, long MediaBytes,
    bool MayComment = false);
