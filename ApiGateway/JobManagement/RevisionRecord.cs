namespace Platform.ApiGateway.JobManagement;

/// <summary>Represents a kept revision of a job's captions as JobManager knows it.</summary>
/// <param name="Number">The number of the revision.</param>
/// <param name="ObjectKey">The key of its document in storage.</param>
/// <param name="Bytes">The size of the document.</param>
/// <param name="SavedAt">When it was saved, in UTC.</param>
/// <param name="SavedBy">The user, or the link to the captions, that saved it.</param>
/// <param name="Name">The name; null if it has none.</param>
internal sealed record RevisionRecord(int Number, string ObjectKey, long Bytes, DateTimeOffset SavedAt, Guid SavedBy, string? Name);
