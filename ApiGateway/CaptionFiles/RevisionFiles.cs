using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;
using Platform.ServiceDefaults.Resilience;

namespace Platform.ApiGateway.CaptionFiles;

/// <summary>
/// Finds the kept revisions of a job's captions. JobManager knows those that edits have made, with who made them and their names; the recognised one,
/// and those of the version before, are found in storage.
/// </summary>
internal sealed class RevisionFiles(JobManagerClient jobs, IObjectStore storage, DependencyPipelines pipelines)
{
    /// <summary>Lists the revisions, newest first.</summary>
    public async Task<IReadOnlyList<RevisionFile>> ListAsync(Guid job, Guid? owner, CaptionsResult result, CancellationToken cancellationToken)
    {
        var known = await jobs.ListRevisionsAsync(job, owner, cancellationToken) ?? [];
        var found = known.Where(revision => revision.Number <= result.Revision).ToDictionary(
            static revision => revision.Number,
            static revision => new RevisionFile(revision.Number, revision.ObjectKey, revision.Bytes, revision.SavedAt, revision.SavedBy, revision.Name));
        var first = found.Count > 0 ? found.Keys.Min() : int.MaxValue;
        foreach (var item in await StoredAsync(job, cancellationToken))
        {
            // One that is newer than the first known one, and not known itself, was dropped: its document could not be deleted.
            if (ObjectKeys.RevisionOf(item.Key) is { } number && (item.Key == result.CaptionsObject || (number < first && number < result.Revision)))
            {
                found.TryAdd(number, new RevisionFile(number, item.Key, item.Length, item.LastModified, null, null));
            }
        }

        return [.. found.Values.OrderByDescending(static revision => revision.Number)];
    }

    /// <summary>Finds a revision.</summary>
    /// <exception cref="ApiProblemException">404 if it is not kept.</exception>
    public async Task<RevisionFile> FindAsync(Guid job, Guid? owner, CaptionsResult result, int number, CancellationToken cancellationToken) =>
        (await ListAsync(job, owner, result, cancellationToken)).FirstOrDefault(revision => revision.Number == number)
            ?? throw new ApiProblemException(ApiProblem.NotFound("This revision does not exist, or is not kept any more."));

    private async Task<List<ObjectInfo>> StoredAsync(Guid job, CancellationToken cancellationToken) => await pipelines.GetIdempotent("storage").ExecuteAsync(
        async token =>
        {
            var stored = new List<ObjectInfo>();
            await foreach (var item in storage.ListAsync(ObjectKeys.CaptionRevisions(job), token))
            {
                stored.Add(item);
            }

            return stored;
        },
        cancellationToken);
}

/// <summary>Represents the document of a kept revision.</summary>
/// <param name="Number">The number of the revision.</param>
/// <param name="Key">The key of its document in storage.</param>
/// <param name="Bytes">The size of the document.</param>
/// <param name="SavedAt">When it was saved, in UTC.</param>
/// <param name="SavedBy">The user, or the link to the captions, that saved it; null if it is unknown.</param>
/// <param name="Name">The name; null if it has none.</param>
internal sealed record RevisionFile(int Number, string Key, long Bytes, DateTimeOffset SavedAt, Guid? SavedBy, string? Name)
{
    /// <summary>Gets the revision as the public API has it.</summary>
    /// <param name="current">The number of the current revision.</param>
    public CaptionRevision ToResponse(int current) => new(Number, SavedAt, Bytes, Number == current, SavedBy, Name);
}
