using Platform.ApiGateway.Access;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Captions.Formats;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Requests;

namespace Platform.ApiGateway.CaptionFiles;

/// <summary>Maps the routes <c>/jobs/{id}/captions</c> and <c>/jobs/{id}/media</c>.</summary>
internal static class CaptionFileEndpoints
{
    public static IEndpointRouteBuilder MapCaptionFiles(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/jobs/{id:guid}").WithTags("Captions");
        jobs.MapGet("/captions", GetAsync).RequireAuthorization(Policies.ReadJobs)
            .Produces<CaptionDocument>(200, "application/json", "text/vtt", "application/x-subrip", "text/plain").Produces(304).ProducesProblem(404).ProducesProblem(409)
            .WithName("GetCaptions").WithSummary("Get the captions as vtt, srt, txt or json")
            .WithDescription("format=vtt (default), srt, txt or json; download=true for an attachment with a file name.");
        jobs.MapGet("/captions/live", LiveAsync).RequireAuthorization(Policies.ReadJobs)
            .Produces<CaptionDocument>().Produces(304).ProducesProblem(404).ProducesProblem(409)
            .WithName("GetLiveCaptions").WithSummary("Get the cues that a running job has produced so far")
            .WithDescription("404 before the first cue, 409 once the job has ended. The progress has the number of cues.");
        jobs.MapPut("/captions", EditAsync).RequireAuthorization(Policies.WriteJobs)
            .Accepts<EditCaptionsRequest>("application/json").Produces<CaptionDocument>()
            .ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(422).ProducesProblem(428).ProducesProblem(429)
            .WithName("EditCaptions").WithSummary("Edit the text of cues; If-Match has the revision that was read");
        jobs.MapMethods("/media", [HttpMethods.Get], MediaAsync).WithName("GetMedia").RequireAuthorization(Policies.ReadJobs)
            .Produces(200, contentType: "application/octet-stream").Produces(206).ProducesProblem(404).ProducesProblem(416)
            .WithoutDuration().WithSummary("Get the recording; supports ranges");
        jobs.MapMethods("/media", [HttpMethods.Head], MediaAsync).RequireAuthorization(Policies.ReadJobs).ExcludeFromDescription();
        return routes;
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext context, CaptionFileStore files)
    {
        var query = context.Request.Query;
        var errors = new FieldErrors();
        if (!CaptionFormats.TryParse(query["format"] is [{ } name] ? name : query.ContainsKey("format") ? null : "vtt", out var format))
        {
            errors.Add("format", FieldError.OneOf(["vtt", "srt", "txt", "json"], "vtt, srt, txt or json."));
        }

        var isDownload = false;
        if (query["download"] is [{ } download] && !bool.TryParse(download, out isDownload))
        {
            errors.Add("download", FieldError.OneOf(["true", "false"], "true or false."));
        }

        errors.ThrowIfAny();
        var (job, result) = await files.FindAsync(id, context.Caller().VisibleOwner, context.RequestAborted);
        var etag = CaptionFileStore.ETag(result);
        var response = context.Response;
        response.Headers.ETag = etag;
        response.Headers.CacheControl = "private, no-cache";
        if (isDownload)
        {
            response.Headers.ContentDisposition = CaptionFileStore.Disposition(job.Title, job.Id, CaptionFormats.Extension(format));
        }

        if (Preconditions.IsKnown(context.Request, etag))
        {
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        var document = await files.ReadAsync(result, context.RequestAborted);
        return TypedResults.Bytes(CaptionWriter.WriteUtf8(document, format), CaptionFormats.ContentType(format));
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
        return TypedResults.Bytes(live.Json, CaptionFormats.ContentType(CaptionFormat.Json));
    }

    private static async Task<IResult> EditAsync(Guid id, HttpContext context, CaptionFileStore files)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.EditCaptionsRequest);
        var (job, result) = await files.FindAsync(id, context.Caller().VisibleOwner, context.RequestAborted);
        switch (Preconditions.IsMatch(context.Request, CaptionFileStore.ETag(result)))
        {
            case null:
                return new ApiProblem(StatusCodes.Status428PreconditionRequired, "precondition_required", "Send If-Match with the ETag of the captions that were read.");
            case false:
                return ApiProblem.PreconditionFailed("The captions were changed since they were read.");
            default:
                break;
        }

        var edited = await files.EditAsync(job, result, request, context.Caller(), context.RequestAborted);
        context.Response.Headers.ETag = CaptionFileStore.ETag(edited.Revision);
        return TypedResults.Json(edited, GatewayJson.Default.CaptionDocument);
    }

    private static async Task MediaAsync(Guid id, HttpContext context, CaptionFileStore files)
    {
        var (job, result) = await files.FindAsync(id, context.Caller().VisibleOwner, context.RequestAborted);
        await files.SendMediaAsync(context, job, result);
    }
}
