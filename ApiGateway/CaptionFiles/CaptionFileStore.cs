using System.Globalization;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Problems;
using Platform.Captions.Editing;
using Platform.Captions.Formats;
using Platform.Captions.Importing;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Resilience;

namespace Platform.ApiGateway.CaptionFiles;

/// <summary>Reads and writes the files of captions jobs in object storage.</summary>
internal sealed partial class CaptionFileStore(JobManagerClient jobs, IObjectStore storage, DependencyPipelines pipelines, TimeProvider time, ILogger<CaptionFileStore> logger)
{
    // Not a large object of the heap, which would be kept for long.
    private const int LinkBuffer = 80 * 1024;

    private static readonly HashSet<string> s_recordings = new(StringComparer.OrdinalIgnoreCase)
    {
        ".3g2", ".3gp", ".aac", ".ac3", ".aif", ".aiff", ".amr", ".ape", ".asf", ".au", ".avi", ".caf", ".dts", ".eac3", ".f4v", ".flac", ".flv",
        ".m2ts", ".m4a", ".m4b", ".m4v", ".mj2", ".mka", ".mkv", ".mov", ".mp2", ".mp3", ".mp4", ".mpeg", ".mpg", ".mpga", ".mts", ".oga", ".ogg",
        ".ogv", ".opus", ".thd", ".ts", ".tta", ".vob", ".w64", ".wav", ".weba", ".webm", ".wma", ".wmv", ".wv",
    };

    /// <summary>Finds a succeeded captions job and its result.</summary>
    /// <exception cref="ApiProblemException">404 if no such job is visible, 409 if it has no captions.</exception>
    public async Task<(JobRecord Job, CaptionsResult Result)> FindAsync(Guid id, Guid? owner, CancellationToken cancellationToken)
    {
        var job = await jobs.GetAsync(id, owner, cancellationToken);
        if (job is null || job.Kind != JobKinds.Captions)
        {
            throw new ApiProblemException(ApiProblem.NotFound(job is null ? "There is no such job." : "This job makes no captions."));
        }

        return job.State == JobState.Succeeded && job.Result is { } result && result.Deserialize(ContractsJson.Default.CaptionsResult) is { CaptionsObject: not null } captions
            ? (job, captions)
            : throw new ApiProblemException(ApiProblem.Conflict("This job has no captions (yet)."));
    }

    /// <summary>Checks that there is a captions job that has not ended.</summary>
    /// <exception cref="ApiProblemException">404 if no such job is visible, 409 if it has ended.</exception>
    public async Task FindRunningAsync(Guid id, Guid? owner, CancellationToken cancellationToken)
    {
        var job = await jobs.GetAsync(id, owner, cancellationToken);
        if (job is null || job.Kind != JobKinds.Captions)
        {
            throw new ApiProblemException(ApiProblem.NotFound(job is null ? "There is no such job." : "This job makes no captions."));
        }

        if (job.State is JobState.Succeeded or JobState.Failed or JobState.Cancelled)
        {
            throw new ApiProblemException(ApiProblem.Conflict(job.State == JobState.Succeeded
                ? "This job has ended: its captions are whole."
                : "This job has ended without captions."));
        }
    }

    /// <summary>Gets the ETag of the cues so far; null if there are none.</summary>
    public async Task<string?> FindLiveAsync(Guid id, CancellationToken cancellationToken) =>
        await pipelines.GetIdempotent("storage").ExecuteAsync(async token => await storage.StatAsync(ObjectKeys.LiveCaptions(id), token), cancellationToken) is { } info
            ? ETagOf(info)
            : null;

    /// <summary>Reads the cues so far; null if there are none. They are returned as stored, because many clients poll them.</summary>
    public Task<StoredFile?> ReadLiveAsync(Guid id, CancellationToken cancellationToken) => ReadFileAsync(ObjectKeys.LiveCaptions(id), cancellationToken);

    /// <summary>Reads the peaks of a job's waveform; null if there are none, as for jobs of earlier versions of the platform.</summary>
    public Task<StoredFile?> ReadPeaksAsync(Guid id, CancellationToken cancellationToken) => ReadFileAsync(ObjectKeys.Peaks(id), cancellationToken);

    public static string ETag(CaptionsResult result) => ETag(result.Revision);

    public static string ETag(int revision) => string.Create(CultureInfo.InvariantCulture, $"\"r{revision}\"");

    /// <summary>Reads the caption document.</summary>
    /// <exception cref="ApiProblemException">404 if the object is missing.</exception>
    public Task<CaptionDocument> ReadAsync(CaptionsResult result, CancellationToken cancellationToken) => ReadAsync(result.CaptionsObject!, cancellationToken);

    /// <summary>Reads the caption document of a revision.</summary>
    /// <param name="key">The key of the document in storage.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ApiProblemException">404 if the object is missing.</exception>
    public async Task<CaptionDocument> ReadAsync(string key, CancellationToken cancellationToken) => await FindDocumentAsync(key, cancellationToken) ?? throw Gone();

    /// <summary>Reads the captions of a job. While somebody types, each save may delete the document of the one before, so that the job is read again.</summary>
    /// <param name="id">The job.</param>
    /// <param name="owner">The owner that the job must have; null for any.</param>
    /// <param name="result">The result of the job as it was read.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ApiProblemException">404 if the object is missing.</exception>
    public async Task<(CaptionsResult Result, CaptionDocument Document)> ReadLatestAsync(Guid id, Guid? owner, CaptionsResult result, CancellationToken cancellationToken)
    {
        if (await FindDocumentAsync(result.CaptionsObject!, cancellationToken) is { } document)
        {
            return (result, document);
        }

        var (_, latest) = await FindAsync(id, owner, cancellationToken);
        return (latest, await ReadAsync(latest, cancellationToken));
    }

    /// <summary>Changes texts and names of speakers, as the next revision.</summary>
    /// <exception cref="ApiProblemException">404, 412, 422; 429 if the quota of revisions is exceeded.</exception>
    public async Task<CaptionDocument> EditAsync(JobRecord job, CaptionsResult result, EditCaptionsRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var document = await ReadForEditAsync(job, result, cancellationToken);
        return await SaveAsync(job, result, Required(CaptionEditor.Apply(document, request)), caller, isAutosaved: false, cancellationToken);
    }

    /// <summary>Replaces all cues and names of speakers, as the next revision.</summary>
    /// <exception cref="ApiProblemException">404, 412, 422; 429 if the quota of revisions is exceeded.</exception>
    public async Task<CaptionDocument> ReplaceAsync(JobRecord job, CaptionsResult result, ReplaceCaptionsRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var document = await ReadForEditAsync(job, result, cancellationToken);
        return await SaveAsync(job, result, Required(CaptionReplacement.Apply(document, request)), caller, request.Autosave, cancellationToken);
    }

    /// <summary>Makes the captions those of an older revision again, as the next revision.</summary>
    /// <exception cref="ApiProblemException">412; 429 if the quota of revisions is exceeded.</exception>
    public Task<CaptionDocument> RestoreAsync(JobRecord job, CaptionsResult result, CaptionDocument older, Caller caller, CancellationToken cancellationToken) =>
        SaveAsync(job, result, older with { Revision = result.Revision + 1 }, caller, isAutosaved: false, cancellationToken);

    /// <summary>Replaces or corrects all cues by those of a file, as the next revision.</summary>
    /// <exception cref="ApiProblemException">404, 412, 422; 429 if the quota of revisions is exceeded.</exception>
    public async Task<CaptionDocument> ImportAsync(JobRecord job, CaptionsResult result, CaptionFile file, Caller caller, CancellationToken cancellationToken)
    {
        var document = await ReadForEditAsync(job, result, cancellationToken);
        CaptionDocument imported;
        try
        {
            imported = file.IsCorrection ? CaptionImport.Correct(document, file.Content, file.Format) : CaptionImport.Replace(document, file.Content, file.Format);
        }
        catch (CaptionFileException exception)
        {
            throw new ApiProblemException(ApiProblem.Invalid("file", new FieldError(exception.Message, exception.Rule)));
        }

        return await SaveAsync(job, result, imported, caller, isAutosaved: false, cancellationToken);
    }

    private Task<StoredFile?> ReadFileAsync(string key, CancellationToken cancellationToken) => pipelines.GetIdempotent("storage").ExecuteAsync(
        async token =>
        {
            await using var content = await storage.OpenReadAsync(key, null, token);
            if (content is null)
            {
                return null;
            }

            using var bytes = new MemoryStream();
            await content.Content.CopyToAsync(bytes, token);
            return new StoredFile(bytes.ToArray(), ETagOf(content.Info));
        },
        cancellationToken).AsTask();

    private async Task<CaptionDocument?> FindDocumentAsync(string key, CancellationToken cancellationToken)
    {
        var document = await pipelines.GetIdempotent("storage").ExecuteAsync(
            async token =>
            {
                await using var content = await storage.OpenReadAsync(key, null, token);
                return content is null ? null : await CaptionWriter.ReadJsonAsync(content.Content, token);
            },
            cancellationToken);
        return document is null ? null : CueIds.Read(document);
    }

    private async Task<CaptionDocument> ReadForEditAsync(JobRecord job, CaptionsResult result, CancellationToken cancellationToken)
    {
        if (await FindDocumentAsync(result.CaptionsObject!, cancellationToken) is { } document)
        {
            return document;
        }

        throw await jobs.GetAsync(job.Id, null, cancellationToken) is { } now && now.Version != job.Version ? Changed() : Gone();
    }

    private static ApiProblemException Gone() => new(ApiProblem.NotFound("The captions are not in storage any more."));

    private static ApiProblemException Changed() => new(ApiProblem.PreconditionFailed("The captions were changed since they were read."));

    private static CaptionDocument Required(CaptionEditResult edit)
    {
        if (edit.Document is { } edited)
        {
            return edited;
        }

        var errors = new FieldErrors();
        foreach (var (field, fault) in edit.Errors)
        {
            errors.Add(field, new FieldError(fault.Text, fault.Rule));
        }

        throw new ApiProblemException(ApiProblem.Invalid(errors));
    }

    /// <summary>
    /// Stores the next revision and makes it the job's result. If another edit was first, or the quota is exceeded, nothing is stored. JobManager decides
    /// which older revisions are no longer kept.
    /// </summary>
    private async Task<CaptionDocument> SaveAsync(
        JobRecord job, CaptionsResult result, CaptionDocument edited, Caller caller, bool isAutosaved, CancellationToken cancellationToken)
    {
        // Two concurrent edits of the same revision write different objects, so that the one that loses the race can delete its own.
        var key = string.Create(CultureInfo.InvariantCulture, $"{ObjectKeys.CaptionRevisions(job.Id)}r{edited.Revision}-{Guid.CreateVersion7(time.GetUtcNow()):N}.json");
        var json = CaptionWriter.WriteUtf8(edited, CaptionFormat.Json);
        await pipelines.Get("storage").ExecuteAsync(
            async token =>
            {
                using var content = new MemoryStream(json, writable: false);
                await storage.PutAsync(key, content, null, token);
            },
            cancellationToken);

        var next = result with { Revision = edited.Revision, Cues = edited.Cues.Count, CaptionsObject = key };
        var revision = new NewRevision { Number = edited.Revision, ObjectKey = key, Bytes = json.Length, IsAutosaved = isAutosaved, LinkId = caller.VisitorId.ToBytes() };
        IReadOnlyList<string> dropped;
        try
        {
            dropped = await jobs.ReplaceResultAsync(
                job.Id, caller.Actor, job.Version, JsonSerializer.SerializeToElement(next, ContractsJson.Default.CaptionsResult), revision, cancellationToken);
        }
        catch (ApiProblemException exception) when (exception.Problem.Status is 404 or 409 or 429)
        {
            await CleanUpAsync(key);
            throw exception.Problem.Status == 409 ? Changed() : exception;
        }

        foreach (var old in dropped)
        {
            await CleanUpAsync(old);
        }

        return edited;
    }

    /// <summary>Sends the recording, with support for ranges (RFC 9110, section 14).</summary>
    /// <param name="context">The request.</param>
    /// <param name="job">The job.</param>
    /// <param name="file">The recording.</param>
    /// <param name="link">The link to the captions by which it is requested, with whose end the response breaks off; null for none.</param>
    public async Task SendMediaAsync(HttpContext context, JobRecord job, MediaFile file, OpenCredential? link)
    {
        var cancellationToken = context.RequestAborted;
        var info = file.Key is { } key ? await pipelines.GetIdempotent("storage").ExecuteAsync(async token => await storage.StatAsync(key, token), cancellationToken) : null;
        if (info is null)
        {
            await ApiProblem.NotFound("The recording is not in storage (any more).").ExecuteAsync(context);
            return;
        }

        var response = context.Response;
        var etag = new EntityTagHeaderValue("\"" + info.ETag + "\"");
        response.Headers.AcceptRanges = "bytes";
        response.Headers.ETag = etag.ToString();
        response.Headers.LastModified = HeaderUtilities.FormatDate(info.LastModified);
        // A browser would go on playing what it has kept after the link, or the invitation, has ended.
        response.Headers.CacheControl = context.Caller().VisitorId is null ? "private, max-age=3600" : "private, no-cache";
        response.ContentType = IsMedia(file.MediaType) ? file.MediaType : "application/octet-stream";
        if (context.Request.Query["download"] == "true")
        {
            response.Headers.ContentDisposition = Disposition(job.Title, job.Id, file.Extension);
        }

        if (Preconditions.IsKnown(context.Request, etag.ToString()))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (!MediaRange.TryRead(context.Request, info.Length, etag, out var range))
        {
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{info.Length}");
            await new ApiProblem(StatusCodes.Status416RangeNotSatisfiable, "range_not_satisfiable", "The recording has no such bytes.").ExecuteAsync(context);
            return;
        }

        response.ContentLength = range?.Length ?? info.Length;
        if (range is { } part)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {part.Offset}-{part.Offset + part.Length - 1}/{info.Length}");
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        await using var content = await pipelines.GetIdempotent("storage").ExecuteAsync(async token => await storage.OpenReadAsync(info.Key, range, token), cancellationToken);
        if (content is null)
        {
            return;
        }

        if (link is null)
        {
            await content.Content.CopyToAsync(response.Body, 128 * 1024, cancellationToken);
        }
        else if (!await TryCopyAsync(content.Content, response.Body, link, cancellationToken))
        {
            context.Abort();
        }
    }

    /// <summary>Copies a recording for as long as the link by which it is requested is valid: a slow reader takes hours.</summary>
    /// <returns>False if the link has ended before.</returns>
    private static async Task<bool> TryCopyAsync(Stream from, Stream to, OpenCredential link, CancellationToken cancellationToken)
    {
        var buffer = new byte[LinkBuffer];
        while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (await link.ValidateAsync() is null)
            {
                return false;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return true;
    }

    /// <summary>Formats <c>Content-Disposition</c> with the job's title as the file name.</summary>
    public static string Disposition(string? title, Guid id, string? extension)
    {
        var name = string.IsNullOrWhiteSpace(title) ? id.ToString() : title;
        var invalid = name.Select(c => char.IsControl(c) || c is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' ? '_' : c);
        name = string.Concat(invalid).Trim('.', ' ');
        if (name.Length == 0)
        {
            name = id.ToString();
        }

        if (extension is not null)
        {
            // A title that was made of a file name ends with the recording's extension; other dots are part of the title.
            name = (s_recordings.Contains(Path.GetExtension(name)) ? Path.GetFileNameWithoutExtension(name) : name) + "." + extension;
        }

        var header = new ContentDispositionHeaderValue("attachment");
        header.SetHttpFileName(name);
        return header.ToString();
    }

    private static string ETagOf(ObjectInfo info) => "\"" + info.ETag + "\"";

    private static bool IsMedia(string type) =>
        MediaTypeHeaderValue.TryParse(type, out var parsed) && (parsed.Type.Equals("audio", StringComparison.OrdinalIgnoreCase) || parsed.Type.Equals("video", StringComparison.OrdinalIgnoreCase));

    private async Task CleanUpAsync(string key)
    {
        try
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10), time);
            await pipelines.Get("storage").ExecuteAsync(async token => await storage.DeleteAsync(key, token), timeout.Token);
        }
        catch (Exception exception)
        {
            // Harmless: nothing refers to the object, and it is deleted with the job's other captions.
            LogNotCleaned(key, exception.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Object {Key} of a revision that is not kept could not be deleted: {Reason}")]
    private partial void LogNotCleaned(string key, string reason);
}

/// <summary>Holds a small file of a job as it is stored.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="ETag">The ETag of the file.</param>
internal sealed record StoredFile(byte[] Content, string ETag);
