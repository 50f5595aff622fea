using Microsoft.Extensions.Options;
using Platform.Contracts.Internal;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Jobs;

/// <summary>Reads how many long jobs of an owner run and wait, and what limits them, so that who waits can see why.</summary>
internal sealed class LimitReader(JobDatabase database, IOptions<DispatchOptions> options)
{
    private const int MaxHosts = 20;

    /// <summary>Reads the use and the limits of an owner.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task<GetLimitsReply> ReadAsync(Guid owner, CancellationToken cancellationToken)
    {
        var (use, waiting) = await database.For(QueryType.Select).ExecuteAsync(
            async token =>
            {
                await using var connection = await database.Hot.OpenConnectionAsync(token);
                return (
                    await PermitStore.CountAsync(connection, transaction: null, PermitGranter.SlotsValidFor, token),
                    await PermitStore.CountWaitingAsync(connection, owner, token));
            },
            cancellationToken);
        return ToReply(owner, options.Value.LimitsFor(use.Slots), use, waiting);
    }

    /// <summary>Makes the reply. Free of I/O.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="use">The jobs of all owners that count.</param>
    /// <param name="waiting">The waiting jobs of the owner.</param>
    internal static GetLimitsReply ToReply(Guid owner, PermitLimits limits, PermitUse use, IReadOnlyList<PermitCount> waiting)
    {
        var reply = new GetLimitsReply
        {
            Running = JobsOf(owner, use.Running),
            Next = JobsOf(owner, use.Granted),
            Waiting = JobsOf(owner, waiting),
            Slots = limits.Slots,
            Share = limits.ShareOf(owner),
            Weight = limits.WeightOf(owner),
        };
        if (limits.MaxPerOwner is { } most)
        {
            reply.MaxRunning = most;
        }

        if (limits.PerHost is { } perHost)
        {
            reply.FetchesPerHost = perHost;
        }

        reply.Hosts.AddRange(Hosts(owner, limits, use, waiting));
        return reply;
    }

    private static IEnumerable<HostUse> Hosts(Guid owner, PermitLimits limits, PermitUse use, IReadOnlyList<PermitCount> waiting)
    {
        var all = use.FetchesByHost();
        var own = new PermitUse(use.Slots, [.. use.Running.Where(count => count.OwnerId == owner)], [.. use.Granted.Where(count => count.OwnerId == owner)]).FetchesByHost();
        var next = waiting.Where(count => count.Host is not null).ToDictionary(count => count.Host!, count => count.Jobs, StringComparer.Ordinal);
        return own.Keys.Union(next.Keys, StringComparer.Ordinal)
            .Select(host => new HostUse
            {
                Host = host,
                Fetching = own.GetValueOrDefault(host),
                Waiting = next.GetValueOrDefault(host),
                IsFull = limits.Slots > 0 && all.GetValueOrDefault(host) >= (limits.PerHost ?? int.MaxValue),
            })
            .OrderByDescending(host => host.Waiting).ThenBy(host => host.Host, StringComparer.Ordinal).Take(MaxHosts);
    }

    private static int JobsOf(Guid owner, IReadOnlyList<PermitCount> counts) => counts.Where(count => count.OwnerId == owner).Sum(count => count.Jobs);
}
