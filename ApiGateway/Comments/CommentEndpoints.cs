using Platform.ApiGateway.Access;
using Platform.ApiGateway.CaptionFiles;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Comments;

/// <summary>
/// Maps the routes <c>/jobs/{id}/comments</c>: whoever has a link that may comment writes about moments of the recording, and the owner reads, resolves
/// and deletes it.
/// </summary>
internal static class CommentEndpoints
{
    /// <summary>The header with the token by which who wrote a comment by a link deletes it.</summary>
    public const string TokenHeader = "X-Comment-Token";

    private const int MaxBytes = 64 * 1024;
    private const int MaxName = 60;
    private const int MaxText = 1000;

    public static IHostApplicationBuilder AddComments(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<CommentStore>();
        return builder;
    }

    public static IEndpointRouteBuilder MapComments(this IEndpointRouteBuilder routes)
    {
        var comments = routes.MapGroup("/jobs/{id:guid}/comments").WithTags("Captions");
        comments.MapGet("", ListAsync).RequireAuthorization(Policies.ReadComments).WithName("ListComments").Produces<ListResponse<CaptionComment>>().Produces(304)
            .ProducesProblem(404).ProducesProblem(409).WithSummary("List the comments on the recording of a job, by their moments");
        comments.MapPost("", WriteAsync).RequireAuthorization(Policies.WriteComments).AddEndpointFilter<CommentLimit>().WithName("CreateComment")
            .Accepts<CreateCommentRequest>("application/json").Produces<CaptionComment>(StatusCodes.Status201Created)
            .ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(422).ProducesProblem(429)
            .WithSummary("Write a comment on a moment of the recording; by a link, only this response contains the token that deletes it")
            .WithDescription($"At most {CommentStore.MaxOfJob} comments of a job, and {CommentStore.MaxOfLink} by one link. By a link a name is needed, and an address writes at most {CommentLimit.Burst} at once.");
        comments.MapPut("/{comment:guid}/resolution", ResolveAsync).RequireAuthorization(Policies.WriteJobs).WithName("ResolveComment")
            .Accepts<ResolveCommentRequest>("application/json").Produces<CaptionComment>().ProducesProblem(404).ProducesProblem(409)
            .WithSummary("Mark a comment as dealt with, or not");
        comments.MapDelete("/{comment:guid}", DeleteAsync).RequireAuthorization(Policies.WriteComments).WithName("DeleteComment").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(404).ProducesProblem(409).WithSummary("Delete a comment; by a link, only with the token of its creation");
        return routes;
    }

    private static async Task<IResult> ListAsync(Guid id, HttpContext context, CaptionFileStore files, CommentStore comments)
    {
        var caller = context.Caller();
        await files.FindAsync(id, caller.VisibleOwner, context.RequestAborted);
        var etag = await comments.FindTagAsync(id, context.RequestAborted);
        context.Response.Headers.ETag = etag;
        context.Response.Headers.CacheControl = "private, no-cache";
        if (Preconditions.IsKnown(context.Request, etag))
        {
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        var found = await comments.ListAsync(id, context.RequestAborted);
        return TypedResults.Json(new ListResponse<CaptionComment>([.. found.Select(comment => ShownTo(caller, comment))]), GatewayJson.Default.ListResponseCaptionComment);
    }

    private static async Task<IResult> WriteAsync(Guid id, HttpContext context, CaptionFileStore files, CommentStore comments, TimeProvider time)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.CreateCommentRequest, MaxBytes);
        var caller = context.Caller();
        var (name, text) = Check(request, needsName: caller.Link is not null);
        var (job, result) = await files.FindAsync(id, caller.VisibleOwner, context.RequestAborted);
        var end = (long)Math.Ceiling(result.DurationSeconds * 1000);
        if (request.AtMs > end)
        {
            return ApiProblem.Invalid("at_ms", FieldError.Number(0, end));
        }

        var token = caller.Link is null ? null : LinkTokens.Create();
        var now = time.GetUtcNow();
        var comment = new StoredCaptionComment
        {
            Id = Guid.CreateVersion7(now),
            UserId = job.OwnerId,
            JobId = id,
            LinkId = caller.LinkId,
            Name = name,
            Text = text,
            AtMs = request.AtMs,
            TokenHash = token is null ? null : LinkTokens.Hash(token),
            CreatedAt = now,
        };
        await comments.AddAsync(comment, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Location = $"/api/v1/jobs/{id}/comments/{comment.Id}";
        return TypedResults.Json(ShownTo(caller, comment) with { Token = token }, GatewayJson.Default.CaptionComment, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> ResolveAsync(Guid id, Guid comment, HttpContext context, CaptionFileStore files, CommentStore comments)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.ResolveCommentRequest, MaxBytes);
        await files.FindAsync(id, context.Caller().VisibleOwner, context.RequestAborted);
        var resolved = await comments.ResolveAsync(id, comment, request.IsResolved, context.RequestAborted);
        return TypedResults.Json(resolved.ToResponse(), GatewayJson.Default.CaptionComment);
    }

    private static async Task<IResult> DeleteAsync(Guid id, Guid comment, HttpContext context, CaptionFileStore files, CommentStore comments)
    {
        var caller = context.Caller();
        await files.FindAsync(id, caller.VisibleOwner, context.RequestAborted);
        if (caller.LinkId is { } link)
        {
            await comments.DeleteOwnAsync(id, comment, link, LinkTokens.Hash(context.Request.Headers[TokenHeader].ToString()), context.RequestAborted);
        }
        else
        {
            await comments.DeleteAsync(id, comment, context.RequestAborted);
        }

        return TypedResults.NoContent();
    }

    // Who has a link learns nothing of other links.
    private static CaptionComment ShownTo(Caller caller, StoredCaptionComment comment) =>
        caller.Link is null ? comment.ToResponse() : comment.ToResponse() with { LinkId = null };

    /// <returns>Name and text in their normal form.</returns>
    private static (string? Name, string Text) Check(CreateCommentRequest request, bool needsName)
    {
        var errors = new FieldErrors();
        var length = FieldError.Line(1, MaxName, "A name has 1 to 60 characters, no control characters.");
        string? name = null;
        if (request.Name is { } typed)
        {
            name = NormalTexts.Read(typed, "name", MaxName, length, errors);
            if (name?.Any(char.IsControl) == true)
            {
                errors.Add("name", length);
            }
        }
        else if (needsName)
        {
            errors.Add("name", FieldError.Needed);
        }

        var text = NormalTexts.Read(request.Text, "text", MaxText, FieldError.Characters(1, MaxText, "A comment has 1 to 1,000 characters."), errors);
        if (request.AtMs < 0)
        {
            errors.Add("at_ms", FieldError.NumberFrom(0));
        }

        errors.ThrowIfAny();
        return (name, text!);
    }
}
