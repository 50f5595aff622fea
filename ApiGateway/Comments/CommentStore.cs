using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Comments;

/// <summary>Keeps the comments on recordings. Callers check whether the job may be seen.</summary>
internal sealed class CommentStore(IdentityDb db, TimeProvider time)
{
    /// <summary>The maximum number of comments of a job.</summary>
    public const int MaxOfJob = 500;

    /// <summary>The maximum number of comments of a job that were written by one link.</summary>
    public const int MaxOfLink = 200;

    private const int MaxWaiting = 50;

    // Comments are written in the owner's turn, for which only one of a job waits, so that visitors do not keep the owner waiting.
    private static readonly PartitionedRateLimiter<Guid> s_turns = PartitionedRateLimiter.Create<Guid, Guid>(
        static job => RateLimitPartition.GetConcurrencyLimiter(job, static _ => new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = MaxWaiting }));

    /// <summary>Gets the ETag of a job's comments, without reading them.</summary>
    public async Task<string> FindTagAsync(Guid job, CancellationToken cancellationToken)
    {
        var state = await db.CaptionComments.Where(comment => comment.JobId == job).GroupBy(comment => comment.JobId)
            .Select(all => new
            {
                Count = all.Count(),
                Resolved = all.Count(comment => comment.ResolvedAt != null),
                Newest = all.Max(comment => comment.CreatedAt),
                LastResolved = all.Max(comment => comment.ResolvedAt),
            }).FirstOrDefaultAsync(cancellationToken);
        return state is null
            ? "\"c0\""
            : string.Create(CultureInfo.InvariantCulture, $"\"c{state.Count}-{state.Resolved}-{state.Newest.UtcTicks:x}-{(state.LastResolved?.UtcTicks ?? 0):x}\"");
    }

    /// <summary>Lists the comments of a job, by their moments.</summary>
    public Task<List<StoredCaptionComment>> ListAsync(Guid job, CancellationToken cancellationToken) => db.CaptionComments.AsNoTracking()
        .Where(comment => comment.JobId == job).OrderBy(comment => comment.AtMs).ThenBy(comment => comment.Id).ToListAsync(cancellationToken);

    /// <summary>Adds a comment.</summary>
    /// <exception cref="ApiProblemException">404: its link was revoked; 429: there are too many, or too many are being written.</exception>
    public async Task AddAsync(StoredCaptionComment comment, CancellationToken cancellationToken)
    {
        using var turn = await s_turns.AcquireAsync(comment.JobId, 1, cancellationToken);
        if (!turn.IsAcquired)
        {
            throw new ApiProblemException(ApiProblem.RateLimited(1));
        }

        await db.RunLockedAsync(
            comment.UserId,
            async () =>
            {
                if (comment.LinkId is { } link)
                {
                    // Revoked in the owner's turn, too.
                    if (!await db.CaptionLinks.AnyAsync(known => known.Id == link, cancellationToken))
                    {
                        throw new ApiProblemException(ApiProblem.NotFound("There is no such link any more."));
                    }

                    if (await db.CaptionComments.CountAsync(other => other.JobId == comment.JobId && other.LinkId == link, cancellationToken) >= MaxOfLink)
                    {
                        throw new ApiProblemException(ApiProblem.QuotaExceeded($"There are {MaxOfLink} comments by this link already."));
                    }
                }

                if (await db.CaptionComments.CountAsync(other => other.JobId == comment.JobId, cancellationToken) >= MaxOfJob)
                {
                    throw new ApiProblemException(ApiProblem.QuotaExceeded($"There are {MaxOfJob} comments on this recording already; delete one first."));
                }

                db.CaptionComments.Add(comment);
                await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>Marks a comment as dealt with, or not. What is marked already keeps its time.</summary>
    /// <exception cref="ApiProblemException">404: there is no such comment.</exception>
    public async Task<StoredCaptionComment> ResolveAsync(Guid job, Guid id, bool isResolved, CancellationToken cancellationToken)
    {
        DateTimeOffset? now = isResolved ? time.GetUtcNow() : null;
        await db.CaptionComments.Where(comment => comment.Id == id && comment.JobId == job && (comment.ResolvedAt != null) != isResolved)
            .ExecuteUpdateAsync(set => set.SetProperty(comment => comment.ResolvedAt, now), cancellationToken);
        return await db.CaptionComments.AsNoTracking().FirstOrDefaultAsync(comment => comment.Id == id && comment.JobId == job, cancellationToken) ?? throw Missing();
    }

    /// <summary>Deletes a comment.</summary>
    /// <exception cref="ApiProblemException">404: there is no such comment.</exception>
    public async Task DeleteAsync(Guid job, Guid id, CancellationToken cancellationToken)
    {
        if (await db.CaptionComments.Where(comment => comment.Id == id && comment.JobId == job).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            throw Missing();
        }
    }

    /// <summary>Deletes a comment that was written by a link, by the token of its creation.</summary>
    /// <exception cref="ApiProblemException">404: there is no such comment, or it is somebody else's.</exception>
    public async Task DeleteOwnAsync(Guid job, Guid id, Guid link, byte[] tokenHash, CancellationToken cancellationToken)
    {
        var deleted = await db.CaptionComments.Where(comment => comment.Id == id && comment.JobId == job && comment.LinkId == link && comment.TokenHash == tokenHash)
            .ExecuteDeleteAsync(cancellationToken);
        if (deleted == 0)
        {
            throw Missing();
        }
    }

    private static ApiProblemException Missing() => new(ApiProblem.NotFound("There is no such comment."));
}
