using NpgsqlTypes;
using Platform.Contracts.Internal;
using Platform.Operations.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Operations.Deployments;

/// <summary>Reads deployments.</summary>
internal sealed class DeploymentStore(OperationsDatabase database, TimeProvider time)
{
    /// <summary>Of how long ago deployments count for the change failure rate.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromDays(30);

    private static readonly string s_search = $"SELECT {Columns} {OperationsSql.Files.Read<DeploymentStore>("search")}";
    private static readonly string s_tally = OperationsSql.Files.Read<DeploymentStore>("tally");

    /// <summary>Gets the columns that <see cref="DeploymentRows"/> reads.</summary>
    public static string Columns => OperationsSql.Files.Read<DeploymentStore>("columns");

    /// <summary>Reads a page of deployments, newest first, and how those of the last 30 days went.</summary>
    public async Task<SearchDeploymentsReply> SearchAsync(SearchDeploymentsRequest search, CancellationToken cancellationToken)
    {
        var found = await CallerData.SearchAsync(() => database.ListAsync(
            s_search,
            parameters => parameters.With(search.HasBefore ? search.Before : long.MaxValue)
                .WithNullable(search.HasService ? search.Service : null, NpgsqlDbType.Text).With(search.Limit + 1),
            DeploymentRows.Read,
            cancellationToken));
        var tally = await database.ListAsync(
            s_tally, parameters => parameters.With(time.GetUtcNow() - Recent), static reader => (Decided: reader.GetInt64(0), Failed: reader.GetInt64(1)), cancellationToken);
        var reply = new SearchDeploymentsReply { Decided = tally[0].Decided, Failed = tally[0].Failed };
        if (found.Count > search.Limit)
        {
            found.RemoveAt(search.Limit);
            reply.Next = found[^1].Number;
        }

        reply.Deployments.AddRange(found);
        return reply;
    }
}
