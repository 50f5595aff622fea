using Platform.ApiGateway.Access;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Captions.Formats;
using Platform.Captions.Importing;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Requests;

namespace Platform.ApiGateway.CaptionFiles;

/// <summary>Maps the routes <c>/jobs/{id}/captions</c> and <c>/jobs/{id}/media</c>.</summary>
internal static class CaptionFileEndpoints
{
    /// <summary>The key of the limit of recordings that are being sent, <see cref="OpenRequestLimit"/>.</summary>
    public const string RecordingLimitKey = "recordings";

    /// <summary>The maximum number of recordings that are being sent to a user.</summary>
    public const int MaxOpenRecordings = 50;

    /// <summary>The maximum number of recordings that are being sent by one link, which many people may have; a player that has enough leaves its request open.</summary>
    public const int MaxOpenByLink = 200;

    public static IEndpointRouteBuilder MapCaptionFiles(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/jobs/{id:guid}").WithTags("Captions");
        jobs.MapGet("/captions", GetAsync).RequireAuthorization(Policies.ReadCaptions)
            .Produces<CaptionDocument>(200, CaptionFormat.Json.MediaType, OtherMediaTypes()).Produces(304).ProducesProblem(404).ProducesProblem(409)
            .WithName("GetCaptions").WithSummary("Get the captions in one of several formats")
            .WithDescription($"format: {CaptionQuery.Listed(CaptionFormats.Names)}, vtt by default; word_times=true for WebVTT with the time of each word; download=true for an attachment with a file name.");
        jobs.MapGet("/captions/live", LiveAsync).RequireAuthorization(Policies.ReadJobs)
            .Produces<CaptionDocument>().Produces(304).ProducesProblem(404).ProducesProblem(409)
            .WithName("GetLiveCaptions").WithSummary("Get the cues that a running job has produced so far")
            .WithDescription("404 before the first cue, 409 once the job has ended. The progress has the number of cues.");
        jobs.MapPut("/captions", EditAsync).RequireAuthorization(Policies.EditCaptions).AddEndpointFilter<EditorAudit>()
            .Accepts<EditCaptionsRequest>("application/json").Produces<CaptionDocument>()
            .ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(422).ProducesProblem(428).ProducesProblem(429)
            .WithName("EditCaptions").WithSummary("Edit the text of cues; If-Match has the revision that was read");
        jobs.MapPost("/captions/import", ImportAsync).RequireAuthorization(Policies.WriteJobs).AddEndpointFilter<ImportLimit>().Produces<CaptionDocument>()
            .ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(428).ProducesProblem(429)
            .WithName("ImportCaptions").WithSummary("Replace or correct the captions by a file; If-Match has the revision that was read")
            .WithDescription($"The body is the file, at most {CaptionImport.MaxBytes} bytes, whatever its content type. What is refused is named with its line.");
        jobs.MapGet("/peaks", PeaksAsync).RequireAuthorization(Policies.ReadCaptions)
            .Produces(200, contentType: "application/octet-stream").Produces(304).ProducesProblem(404).ProducesProblem(409)
            .WithName("GetPeaks").WithSummary("Get the peaks of the recording, of which a waveform is drawn")
            .WithDescription("A byte for each 20 ms of the recording, from silence (0) to full scale (255). 404 for jobs that were made before there were any.");
        jobs.MapMethods("/media", [HttpMethods.Get], MediaAsync).WithName("GetMedia").RequireAuthorization(Policies.ReadCaptions)
            .Produces(200, contentType: "application/octet-stream").Produces(206).ProducesProblem(404).ProducesProblem(416).ProducesProblem(429)
            .WithoutDuration().WithSummary("Get the recording; supports ranges");
        jobs.MapMethods("/media", [HttpMethods.Head], MediaAsync).RequireAuthorization(Policies.ReadCaptions).ExcludeFromDescription();
        return routes;
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext context, CaptionFileStore files)
    {
        var query = context.Request.Query;
        var errors = new FieldErrors();
        var format = CaptionQuery.Format(query, CaptionFormats.Names, CaptionFormat.Vtt, errors);
        var isDownload = CaptionQuery.Flag(query, "download", errors);
        var hasWordTimes = CaptionQuery.Flag(query, "word_times", errors);
        errors.ThrowIfAny();
        var (job, result) = await files.FindAsync(id, context.Caller().VisibleOwner, context.RequestAborted);
        var response = context.Response;
        response.Headers.CacheControl = "private, no-cache";
        if (isDownload)
        {
            response.Headers.ContentDisposition = CaptionFileStore.Disposition(job.Title, job.Id, format.Extension);
        }

        if (Preconditions.IsKnown(context.Request, CaptionFileStore.ETag(result)))
        {
            response.Headers.ETag = CaptionFileStore.ETag(result);
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        (result, var document) = await files.ReadLatestAsync(id, context.Caller().VisibleOwner, result, context.RequestAborted);
        response.Headers.ETag = CaptionFileStore.ETag(result);
        return TypedResults.Bytes(CaptionWriter.WriteUtf8(document, format, new CaptionWriterOptions(HasWordTimes: hasWordTimes)), CaptionFormats.ContentType(format));
    }

    private static async Task<IResult> LiveAsync(Guid id, HttpContext context, CaptionFileStore files)
    {
        await files.FindRunningAsync(id, context.Caller().VisibleOwner, context.RequestAborted);
        var response = context.Response;
        response.Headers.CacheControl = "private, no-cache";
        if (await files.FindLiveAsync(id, context.RequestAborted) is not { } etag)
        {
            return ApiProblem.NotFound("This job has no cues yet.");
        }

        if (Preconditions.IsKnown(context.Request, etag))
        {
            response.Headers.ETag = etag;
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        if (await files.ReadLiveAsync(id, context.RequestAborted) is not { } live)
        {
            return ApiProblem.NotFound("This job has no cues yet.");
        }

        response.Headers.ETag = live.ETag;
        return TypedResults.Bytes(live.Content, CaptionFormats.ContentType(CaptionFormat.Json));
    }

    private static async Task<IResult> PeaksAsync(Guid id, HttpContext context, CaptionFileStore files)
    {
        await files.FindAsync(id, context.Caller().VisibleOwner, context.RequestAborted);
        if (await files.ReadPeaksAsync(id, context.RequestAborted) is not { } peaks)
        {
            return ApiProblem.NotFound("This job has no peaks.");
        }

        context.Response.Headers.ETag = peaks.ETag;
        context.Response.Headers.CacheControl = "private, max-age=3600";
        return Preconditions.IsKnown(context.Request, peaks.ETag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Bytes(peaks.Content, "application/octet-stream");
    }

    private static async Task<IResult> EditAsync(Guid id, HttpContext context, CaptionFileStore files)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.EditCaptionsRequest);
        var (job, result) = await files.FindAsync(id, context.Caller().VisibleOwner, context.RequestAborted);
        if (CaptionVersion.Refuse(context.Request, result) is { } refusal)
        {
            return refusal;
        }

        var edited = await files.EditAsync(job, result, request, context.Caller(), context.RequestAborted);
        context.Response.Headers.ETag = CaptionFileStore.ETag(edited.Revision);
        return TypedResults.Json(edited, GatewayJson.Default.CaptionDocument);
    }

    private static async Task<IResult> ImportAsync(Guid id, HttpContext context, CaptionFileStore files)
    {
        var errors = new FieldErrors();
        var format = CaptionQuery.Format(context.Request.Query, CaptionFormats.ImportedNames, null, errors);
        var isCorrection = CaptionQuery.IsCorrection(context.Request.Query, errors);
        errors.ThrowIfAny();
        var (job, result) = await files.FindAsync(id, context.Caller().VisibleOwner, context.RequestAborted);
        if (CaptionVersion.Refuse(context.Request, result) is { } refusal)
        {
            return refusal;
        }

        var content = await CaptionFile.ReadAsync(context, CaptionImport.MaxBytes);
        var imported = await files.ImportAsync(job, result, new CaptionFile(content, format, isCorrection), context.Caller(), context.RequestAborted);
        context.Response.Headers.ETag = CaptionFileStore.ETag(imported.Revision);
        return TypedResults.Json(imported, GatewayJson.Default.CaptionDocument);
    }

    private static string[] OtherMediaTypes() =>
        [.. CaptionFormat.All.Where(static format => format != CaptionFormat.Json).Select(static format => format.MediaType).Distinct(StringComparer.Ordinal)];

    private static async Task MediaAsync(
        Guid id, HttpContext context, CaptionFileStore files, OpenCredentials credentials, [FromKeyedServices(RecordingLimitKey)] OpenRequestLimit open)
    {
        var caller = context.Caller();
        using var one = caller.Link is null ? open.Enter(caller.InvitedId ?? caller.UserId, MaxOpenRecordings) : open.Enter(caller.KeyId ?? caller.UserId, MaxOpenByLink);
        var (job, result) = await files.FindAsync(id, caller.VisibleOwner, context.RequestAborted);
        using var link = caller.Link is null ? null : credentials.Watch(context);
        await files.SendMediaAsync(context, job, new MediaFile(result.MediaObject, result.MediaType, Extension: null), link);
    }
}
