namespace Platform.Contracts.PublicApi;

/// <summary>Lists what accounts that are invited to the captions of a job may do.</summary>
public static class JobEditorRoles
{
    /// <summary>Reads captions and recording.</summary>
    public const string Viewer = "viewer";

    /// <summary>Reads captions and recording, and saves captions.</summary>
    public const string Editor = "editor";

    /// <summary>Gets all roles.</summary>
    public static IReadOnlyList<string> All { get; } = [Viewer, Editor];
}

/// <summary>Invites an account to the captions of a job: <c>POST /api/v1/jobs/{id}/editors</c>.</summary>
/// <param name="Email">The e-mail address, which need not be that of an account yet.</param>
/// <param name="Role"><c>viewer</c> or <c>editor</c>.</param>
public sealed record InviteEditorRequest(string Email, string Role = JobEditorRoles.Editor);

/// <summary>Represents an invitation to the captions of a job.</summary>
/// <param name="Id">The id of the invitation.</param>
/// <param name="Email">The e-mail address that is invited.</param>
/// <param name="Role"><c>viewer</c> or <c>editor</c>.</param>
/// <param name="InvitedAt">When it was invited, UTC.</param>
public sealed record JobEditor(Guid Id, string Email, string Role, DateTimeOffset InvitedAt);

/// <summary>Represents a job to whose captions the caller is invited: <c>GET /api/v1/shared-jobs</c>.</summary>
/// <param name="JobId">The job, whose captions and recording can be read by the usual routes.</param>
/// <param name="Title">The title; null if the job has none.</param>
/// <param name="Role"><c>viewer</c> or <c>editor</c>.</param>
/// <param name="InvitedAt">When the caller was invited, UTC.</param>
/// <param name="Captions">The result of the job.</param>
public sealed record SharedJob(Guid JobId, string? Title, string Role, DateTimeOffset InvitedAt, SharedCaptions Captions);

/// <summary>Describes the captions of a shared job.</summary>
/// <param name="Language">The BCP 47 tag of their language.</param>
/// <param name="DurationSeconds">The length of the recording, in seconds.</param>
/// <param name="HasVideo">Whether the recording has a moving picture.</param>
/// <param name="MediaBytes">The size of the recording in bytes.</param>
/// <param name="Revision">The number of the current revision.</param>
public sealed record SharedCaptions(string Language, double DurationSeconds, bool HasVideo, long MediaBytes, int Revision);
