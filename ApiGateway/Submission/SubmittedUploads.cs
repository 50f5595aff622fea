using Platform.ApiGateway.Database;
using Platform.ApiGateway.Uploads;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.Submission;

/// <summary>The uploads that the jobs of one request have: kept once all of it is valid, and let go with each job that is not accepted.</summary>
internal sealed class SubmittedUploads(UploadUses uses)
{
    /// <summary>Said of an upload that is not there, or no longer.</summary>
    public const string NoSuchUpload = "There is no such upload.";

    /// <summary>Keeps the uploads of jobs.</summary>
    /// <returns>What is kept; a job with an upload that has none of it has lost its upload meanwhile.</returns>
    public async ValueTask<IReadOnlyList<UploadUse>> KeepAsync(IReadOnlyList<ValidJob?> jobs, CancellationToken cancellationToken)
    {
        var wanted = jobs.Where(job => job?.Captions?.UploadId is not null)
            .Select(job => new UploadUse { UploadId = job!.Captions!.UploadId!.Value, JobId = job.Id }).ToArray();
        if (wanted.Length == 0)
        {
            return [];
        }

        var taken = await uses.TakeAsync(wanted, cancellationToken);
        return [.. wanted.Where(use => taken.Contains(use.JobId))];
    }

    /// <summary>Lets go what was kept for jobs that do not stand. Of whom it is not known, the uploads stay.</summary>
    /// <param name="kept">By <see cref="KeepAsync"/>.</param>
    /// <param name="answer">What became of the jobs.</param>
    /// <param name="count">How many jobs were submitted.</param>
    public async ValueTask LetGoAsync(IReadOnlyList<UploadUse> kept, SubmissionAnswer answer, int count)
    {
        if (kept.Count == 0 || answer.MayStand)
        {
            return;
        }

        // The same key again stands for the job of before, with an upload of its own.
        var standing = answer.Problem is null
            ? Enumerable.Range(0, count).Select(i => answer[i]).Where(r => r.Outcome is SubmitOutcome.Accepted or SubmitOutcome.Replayed).Select(r => r.Id).ToHashSet()
            : [];
        var gone = kept.Where(use => !standing.Contains(use.JobId)).ToArray();
        if (gone.Length > 0)
        {
            await uses.GiveBackAsync(gone);
        }
    }
}
