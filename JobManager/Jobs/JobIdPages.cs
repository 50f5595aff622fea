using Platform.Contracts.Internal;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Jobs;

/// <summary>Finds the ids of jobs that match a filter, page by page, newest first.</summary>
internal sealed class JobIdPages(JobDatabase database, SearchGate gate)
{
    /// <summary>Reads a page.</summary>
    /// <param name="actor">The user whose concurrent searches are limited.</param>
    /// <param name="filter">The checked filter.</param>
    /// <param name="before">Only jobs with a smaller id; null for the first page.</param>
    /// <param name="size">The maximum number of ids.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="InputException">The search takes too long, or too many searches are running.</exception>
    public Task<List<Guid>> ReadAsync(Guid actor, JobFilter filter, Guid? before, int size, CancellationToken cancellationToken) => gate.RunAsync(
        actor,
        async token =>
        {
            await using var connection = await database.Search.OpenConnectionAsync(token);
            await using var command = new JobFilterSql(filter, before).Page(connection, "j.id", size);
            var ids = new List<Guid>();
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
            {
                ids.Add(reader.GetGuid(0));
            }

            return ids;
        },
        cancellationToken);
}
