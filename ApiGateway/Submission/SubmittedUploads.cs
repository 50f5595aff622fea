using Platform.ApiGateway.Database;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Uploads;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.ApiGateway.Submission;

/// <summary>Reserves the uploads of submitted jobs once all input is valid, and releases those of jobs that are not accepted.</summary>
internal sealed class SubmittedUploads(UploadUses uses)
{
    /// <summary>Gets the fault of an upload that does not exist, or no longer.</summary>
    public static FieldError Unknown { get; } = FieldError.Of(FieldRules.UploadUnknown, "There is no such upload.");

    /// <summary>Reserves the uploads of jobs.</summary>
    /// <returns>The reserved uploads; a job with an upload that is not among them has lost its upload in the meantime.</returns>
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

    /// <summary>Releases the uploads of jobs that were not accepted. If the outcome is unknown, they stay reserved.</summary>
    /// <param name="kept">The result of <see cref="KeepAsync"/>.</param>
    /// <param name="answer">The result of the submission.</param>
    /// <param name="count">The number of submitted jobs.</param>
    public async ValueTask ReleaseAsync(IReadOnlyList<UploadUse> kept, SubmissionAnswer answer, int count)
    {
        if (kept.Count == 0 || answer.MayStand)
        {
            return;
        }

        // A repeated idempotency key refers to the earlier job, which has an upload of its own.
        var accepted = answer.Problem is null
            ? Enumerable.Range(0, count).Select(i => answer[i]).Where(r => r.Outcome is SubmitOutcome.Accepted or SubmitOutcome.Replayed).Select(r => r.Id.ToGuid()).ToHashSet()
            : [];
        var gone = kept.Where(use => !accepted.Contains(use.JobId)).ToArray();
        if (gone.Length > 0)
        {
            await uses.ReleaseAsync(gone);
        }
    }
}
