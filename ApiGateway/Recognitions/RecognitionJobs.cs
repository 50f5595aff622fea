using System.Text.Json;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.CaptionFiles;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Submission;
using Platform.ApiGateway.Uploads;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Recognitions;

/// <summary>Recognises the recordings of finished jobs again, each time as a new job with the same source that refers to the first one.</summary>
internal sealed class RecognitionJobs(
    JobManagerClient jobs, CaptionFileStore files, UploadLookup uploads, JobDefaults defaults, JobSubmission submission, TimeProvider time)
{
    /// <summary>The maximum number of listed jobs.</summary>
    private const int MaxListed = 200;

    private static readonly byte[] s_route = "POST /api/v1/jobs/recognitions\n"u8.ToArray();

    /// <summary>Submits another job for the recording of a finished job, and writes the response.</summary>
    /// <param name="id">The id of the finished job.</param>
    /// <param name="context">The request.</param>
    /// <exception cref="ApiProblemException">4xx, if the request is refused.</exception>
    public async Task SubmitAsync(Guid id, HttpContext context)
    {
        var cancellationToken = context.RequestAborted;
        if (!IdempotencyKey.TryRead(context.Request, out var key, out var problem))
        {
            throw new ApiProblemException(problem!);
        }

        var wanted = Check(await JsonBody.ReadAsync(context, GatewayJson.Default.RecogniseAgainRequest, JobSubmission.BodyLimit));

        // Only the caller's own jobs, even for an operator: the new job will be the caller's.
        var owner = context.Caller().UserId;
        var (job, _) = await files.FindAsync(id, owner, cancellationToken);
        if (InputOf(job) is not { } source)
        {
            throw new ApiProblemException(ApiProblem.Conflict("What this job was made of cannot be read."));
        }

        var input = wanted with { Url = source.Url, UploadId = source.UploadId, RecognitionOf = source.RecognitionOf ?? id };
        var again = new ValidJob(Guid.CreateVersion7(time.GetUtcNow()), new CreateJobRequest(JobKinds.Captions, Priority: job.Priority, Tags: job.Tags), input, job.Title);
        if (input.UploadId is { } upload && await uploads.FindAsync(upload, owner, cancellationToken) is not { IsStored: true })
        {
            throw new ApiProblemException(ApiProblem.Conflict("The recording is not stored any more."));
        }

        await submission.SubmitAsync(context, await defaults.FillAsync(again, owner, cancellationToken), key, s_route);
    }

    /// <summary>Lists the other jobs that recognise the same recording.</summary>
    /// <exception cref="ApiProblemException">404 if no such job is visible.</exception>
    public async Task<IReadOnlyList<JobRecord>> ListAsync(Guid id, Guid? owner, CancellationToken cancellationToken)
    {
        var job = await jobs.GetAsync(id, owner, cancellationToken) ?? throw new ApiProblemException(ApiProblem.NotFound("There is no such job."));
        var first = InputOf(job)?.RecognitionOf ?? id;
        var found = await jobs.SearchAsync(new JobSearch(new JobCriteria(job.OwnerId, Kinds: [JobKinds.Captions], Text: first.ToString("D")), MaxListed), cancellationToken);

        // The search also matches titles.
        return [.. found.Jobs.Where(other => other.Id != id && InputOf(other)?.RecognitionOf == first)];
    }

    private static CaptionsInput Check(RecogniseAgainRequest request)
    {
        var errors = new FieldErrors();
        var wanted = CaptionsInputRules.Check(
            new CaptionsInput(
                null, null, request.Language, request.Track, request.Translate, request.Vocabulary,
                request.Speakers?.Number, request.Speakers is { Number: null } ? true : null, request.Sounds, request.Style, Recognise: request.Recognise, Range: request.Range),
            "",
            errors);
        errors.ThrowIfAny();
        return wanted;
    }

    private static CaptionsInput? InputOf(JobRecord job)
    {
        try
        {
            return job is { Kind: JobKinds.Captions, Input.ValueKind: JsonValueKind.Object } ? job.Input.Deserialize(ContractsJson.Default.CaptionsInput) : null;
        }
        catch (JsonException)
        {
            // Written by another version.
            return null;
        }
    }
}
