using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.CaptionFiles;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.CaptionLinks;

/// <summary>
/// Maps the routes <c>/jobs/{id}/links</c> and <c>/links/current</c>: whoever has the token of a link reads, comments on or edits the captions of one job, without
/// an account. A token is shown once and stored as a hash; the link expires and can be revoked.
/// </summary>
internal static class CaptionLinkEndpoints
{
    /// <summary>The maximum number of links of a job that have not expired.</summary>
    public const int MaxLinks = 20;

    private const int MaxName = 100;
    private static readonly TimeSpan s_usualLifetime = TimeSpan.FromDays(30);
    private static readonly TimeSpan s_maxLifetime = TimeSpan.FromDays(366);

    public static IEndpointRouteBuilder MapCaptionLinks(this IEndpointRouteBuilder routes)
    {
        var links = routes.MapGroup("/jobs/{id:guid}/links").WithTags("Captions");
        links.MapGet("", ListAsync).RequireAuthorization(Policies.ReadJobs).WithName("ListLinks").Produces<ListResponse<CaptionLink>>().ProducesProblem(404).ProducesProblem(409)
            .WithSummary("List the links to the captions of a job that have not expired");
        links.MapPost("", CreateAsync).RequireAuthorization(Policies.WriteJobs, Policies.ReadJobs).WithName("CreateLink").Accepts<CreateLinkRequest>("application/json")
            .Produces<CaptionLink>(StatusCodes.Status201Created).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422)
            .WithSummary("Create a link to the captions of a job; only this response contains its token")
            .WithDescription($"At most {MaxLinks} links of a job. The token is sent in X-Api-Key, and opens the captions, peaks and recording of this job only.");
        links.MapDelete("/{link:guid}", RevokeAsync).RequireAuthorization(Policies.WriteJobs).WithName("RevokeLink").Produces(StatusCodes.Status204NoContent).ProducesProblem(404)
            .WithSummary("Revoke a link immediately");
        routes.MapGet("/links/current", DescribeAsync).RequireAuthorization(Policies.OpenLink).WithTags("Captions").WithName("GetLinkedCaptions")
            .Produces<LinkedCaptions>().ProducesProblem(404).ProducesProblem(409).WithSummary("Describe what the link opens whose token is sent");
        return routes;
    }

    private static async Task<IResult> ListAsync(Guid id, HttpContext context, CaptionFileStore files, IdentityDb db, TimeProvider time)
    {
        var user = context.Caller().UserId;
        await files.FindAsync(id, user, context.RequestAborted);
        var now = time.GetUtcNow();
        var found = await db.CaptionLinks.AsNoTracking().Where(link => link.UserId == user && link.JobId == id && link.ExpiresAt > now)
            .OrderByDescending(link => link.Id).ToListAsync(context.RequestAborted);
        context.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Json(new ListResponse<CaptionLink>([.. found.Select(static link => link.ToResponse())]), GatewayJson.Default.ListResponseCaptionLink);
    }

    private static async Task<IResult> CreateAsync(Guid id, HttpContext context, CaptionFileStore files, IdentityDb db, TimeProvider time)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.CreateLinkRequest);
        var now = time.GetUtcNow();
        var caller = context.Caller();

        // A key is not to be outlived by what it has opened; a session ends within minutes, and is continued.
        var ends = caller.KeyId is null ? DateTimeOffset.MaxValue : caller.ExpiresAt;
        var name = Check(request, now, ends);

        // Only one's own jobs, even for an operator: a link opens them in the name of their owner.
        var user = caller.UserId;
        await files.FindAsync(id, user, context.RequestAborted);
        var token = LinkTokens.Create();
        var link = new StoredCaptionLink
        {
            Id = Guid.CreateVersion7(now),
            UserId = user,
            JobId = id,
            Name = name,
            TokenHash = LinkTokens.Hash(token),
            MayEdit = request.MayEdit,
            MayComment = request.MayComment,
            KeyId = caller.KeyId,
            CreatedAt = now,
            ExpiresAt = request.ExpiresAt ?? (ends - now < s_usualLifetime ? ends : now + s_usualLifetime),
        };
        await db.RunLockedAsync(
            user,
            async () =>
            {
                await db.CaptionLinks.Where(other => other.UserId == user && other.ExpiresAt <= now).ExecuteDeleteAsync(context.RequestAborted);
                if (await db.CaptionLinks.CountAsync(other => other.UserId == user && other.JobId == id, context.RequestAborted) >= MaxLinks)
                {
                    throw new ApiProblemException(ApiProblem.QuotaExceeded($"There are {MaxLinks} links to these captions already; revoke one first."));
                }

                db.CaptionLinks.Add(link);
                db.SecurityEvents.Add(SecurityLog.Create(time, "caption_link.created", user, context.Connection.RemoteIpAddress, $"{link.Id} of job {id}{(link.MayEdit ? ", to edit" : "")}{(link.MayComment ? ", to comment" : "")}"));
                await db.SaveChangesAsync(context.RequestAborted);
            },
            context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Location = $"/api/v1/jobs/{id}/links/{link.Id}";
        return TypedResults.Json(link.ToResponse() with { Token = token }, GatewayJson.Default.CaptionLink, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RevokeAsync(Guid id, Guid link, HttpContext context, IdentityDb db, Revocations revocations, TimeProvider time)
    {
        var user = context.Caller().UserId;
        await db.RunLockedAsync(
            user,
            async () =>
            {
                if (await db.CaptionLinks.Where(other => other.Id == link && other.JobId == id && other.UserId == user).ExecuteDeleteAsync(context.RequestAborted) == 0)
                {
                    throw new ApiProblemException(ApiProblem.NotFound("There is no such link."));
                }

                db.SecurityEvents.Add(SecurityLog.Create(time, "caption_link.revoked", user, context.Connection.RemoteIpAddress, $"{link} of job {id}"));
                await db.SaveChangesAsync(context.RequestAborted);
            },
            context.RequestAborted);
        revocations.Revoke(user);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> DescribeAsync(HttpContext context, CaptionFileStore files)
    {
        var caller = context.Caller();
        var link = caller.Link ?? throw new InvalidOperationException("The route is for links only.");
        var (job, result) = await files.FindAsync(link.JobId, caller.UserId, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            new LinkedCaptions(job.Id, job.Title, link.MayEdit, caller.ExpiresAt, result.Language, result.DurationSeconds, result.HasVideo, result.MediaBytes, link.MayComment),
            GatewayJson.Default.LinkedCaptions);
    }

    /// <returns>The name of the link in its normal form.</returns>
    private static string Check(CreateLinkRequest request, DateTimeOffset now, DateTimeOffset ends)
    {
        var errors = new FieldErrors();
        var name = NormalTexts.Read(request.Name, "name", MaxName, FieldError.Characters(1, MaxName, "A name has 1 to 100 characters."), errors);
        if (request.ExpiresAt <= now)
        {
            errors.Add("expires_at", FieldError.Of(FieldRules.Past, "This moment has passed."));
        }
        else if (request.ExpiresAt - now > s_maxLifetime)
        {
            errors.Add("expires_at", FieldError.Of(FieldRules.TooFarAhead, "At most a year ahead."));
        }
        else if (request.ExpiresAt > ends)
        {
            errors.Add("expires_at", FieldError.Of(FieldRules.TooFarAhead, "Not after the API key expires that is sent."));
        }

        errors.ThrowIfAny();
        return name!;
    }
}
