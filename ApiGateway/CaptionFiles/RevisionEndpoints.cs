using Platform.ApiGateway.Access;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.CaptionFiles;

/// <summary>Maps the routes <c>/jobs/{id}/captions/revisions</c>.</summary>
internal static class RevisionEndpoints
{
    private const string One = "/{revision:int:min(0)}";

    public static IEndpointRouteBuilder MapCaptionRevisions(this IEndpointRouteBuilder routes)
    {
        var revisions = routes.MapGroup("/jobs/{id:guid}/captions/revisions").WithTags("Captions");
        revisions.MapGet("", ListAsync).RequireAuthorization(Policies.ReadRevisions).Produces<ListResponse<CaptionRevision>>().ProducesProblem(404).ProducesProblem(409)
            .WithName("ListRevisions").WithSummary("List the kept revisions of the captions, newest first");
        revisions.MapGet(One, GetAsync).RequireAuthorization(Policies.ReadRevisions)
            .Produces<CaptionDocument>().Produces(304).ProducesProblem(404).ProducesProblem(409)
            .WithName("GetRevision").WithSummary("Get a revision of the captions");
        revisions.MapPut(One + "/name", NameAsync).RequireAuthorization(Policies.WriteJobs)
            .Accepts<RenameRevisionRequest>("application/json").Produces<CaptionRevision>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).ProducesProblem(429)
            .WithName("NameRevision").WithSummary("Name a revision, or remove its name; one with a name is kept")
            .WithDescription($"At most {ResultRevisions.MaxNamed} revisions of a job have names. Revision 0 is always kept and has none.");
        revisions.MapPost(One + "/restore", RestoreAsync).RequireAuthorization(Policies.WriteJobs).AddEndpointFilter<ImportLimit>()
            .Produces<CaptionDocument>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428).ProducesProblem(429)
            .WithName("RestoreRevision").WithSummary("Make the captions those of a revision again; If-Match has the revision that was read")
            .WithDescription("This is an edit: it makes the next revision, and none is lost.");
        return routes;
    }

    private static async Task<IResult> ListAsync(Guid id, HttpContext context, CaptionFileStore files, RevisionFiles revisions)
    {
        var caller = context.Caller();
        var (_, result) = await files.FindAsync(id, caller.VisibleOwner, context.RequestAborted);
        var found = await revisions.ListAsync(id, caller.VisibleOwner, result, context.RequestAborted);
        context.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Json(
            new ListResponse<CaptionRevision>([.. found.Select(revision => ShownTo(caller, revision).ToResponse(result.Revision))]), GatewayJson.Default.ListResponseCaptionRevision);
    }

    // Who has a link, or is invited, learns nothing of the owner, nor of others.
    private static RevisionFile ShownTo(Caller caller, RevisionFile revision) =>
        caller.VisitorId is { } visitor && revision.SavedBy != visitor ? revision with { SavedBy = null } : revision;

    private static async Task<IResult> GetAsync(Guid id, int revision, HttpContext context, CaptionFileStore files, RevisionFiles revisions)
    {
        var owner = context.Caller().VisibleOwner;
        var (_, result) = await files.FindAsync(id, owner, context.RequestAborted);
        var file = await revisions.FindAsync(id, owner, result, revision, context.RequestAborted);
        var response = context.Response;
        response.Headers.ETag = CaptionFileStore.ETag(revision);
        response.Headers.CacheControl = "private, no-cache";
        return Preconditions.IsKnown(context.Request, CaptionFileStore.ETag(revision))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Json(await files.ReadAsync(file.Key, context.RequestAborted), GatewayJson.Default.CaptionDocument);
    }

    private static async Task<IResult> NameAsync(Guid id, int revision, HttpContext context, CaptionFileStore files, JobManagerClient jobs)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.RenameRevisionRequest);
        var name = request.Name?.Trim();
        if (name is not null && (name.Length is < 1 or > ResultRevisions.MaxName || name.Any(char.IsControl)))
        {
            return ApiProblem.Invalid("name", FieldError.Line(1, ResultRevisions.MaxName, "A name has 1 to 100 characters, no control characters."));
        }

        var caller = context.Caller();
        var (_, result) = await files.FindAsync(id, caller.VisibleOwner, context.RequestAborted);
        if (revision == 0)
        {
            return ApiProblem.Conflict("The recognised captions are always kept and have no name.");
        }

        var named = await jobs.NameRevisionAsync(id, caller.Actor, revision, name, context.RequestAborted);
        var file = new RevisionFile(named.Number, named.ObjectKey, named.Bytes, named.SavedAt, named.SavedBy, named.Name);
        return TypedResults.Json(file.ToResponse(result.Revision), GatewayJson.Default.CaptionRevision);
    }

    private static async Task<IResult> RestoreAsync(Guid id, int revision, HttpContext context, CaptionFileStore files, RevisionFiles revisions)
    {
        var owner = context.Caller().VisibleOwner;
        var (job, result) = await files.FindAsync(id, owner, context.RequestAborted);
        if (CaptionVersion.Refuse(context.Request, result) is { } refusal)
        {
            return refusal;
        }

        var file = await revisions.FindAsync(id, owner, result, revision, context.RequestAborted);
        var restored = await files.RestoreAsync(job, result, await files.ReadAsync(file.Key, context.RequestAborted), context.Caller(), context.RequestAborted);
        context.Response.Headers.ETag = CaptionFileStore.ETag(restored.Revision);
        return TypedResults.Json(restored, GatewayJson.Default.CaptionDocument);
    }
}
