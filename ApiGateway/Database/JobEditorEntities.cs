using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Database;

/// <summary>Represents the invitation of an e-mail address to the captions of a job. It counts for the account whose verified address this is.</summary>
internal sealed class StoredJobEditor
{
    public Guid Id { get; set; }

    /// <summary>Gets or sets the owner of the job.</summary>
    public Guid OwnerId { get; set; }

    public Guid JobId { get; set; }

    /// <summary>Gets or sets the address as the owner typed it.</summary>
    public required string Email { get; set; }

    /// <summary>Gets or sets the address by which accounts are found.</summary>
    public required string NormalizedEmail { get; set; }

    public bool MayEdit { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Gets the role as the public API names it.</summary>
    public string Role => MayEdit ? JobEditorRoles.Editor : JobEditorRoles.Viewer;

    /// <summary>Gets the invitation as the public API has it.</summary>
    public JobEditor ToResponse() => new(Id, Email, Role, CreatedAt);
}
