using System.Globalization;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.CaptionFiles;

/// <summary>Maps the route <c>/jobs/{id}/captions/document</c>, by which an editor saves all cues at once.</summary>
internal static class DocumentEndpoints
{
    /// <summary>The maximum size of a document in bytes: the words of about ten hours of speech.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    // What no text of a document may have is not passed on to be answered.
    private const int MaxTextLength = 64 * 1024;

    public static IEndpointRouteBuilder MapCaptionDocuments(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/jobs/{id:guid}/captions/document", ReplaceAsync).WithTags("Captions").RequireAuthorization(Policies.EditCaptions).AddEndpointFilter<ImportLimit>().AddEndpointFilter<EditorAudit>()
            .Accepts<ReplaceCaptionsRequest>("application/json").Produces<CaptionDocument>().Produces(204)
            .ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(413).ProducesProblem(422).ProducesProblem(428).ProducesProblem(429)
            .WithName("ReplaceCaptions").WithSummary("Replace all cues; If-Match has the revision that was read")
            .WithDescription($"At most {MaxBytes} bytes. With Prefer: return=minimal the answer is 204 without the document. 412 contains the current revision, and its cues that differ from those that were sent.");
        return routes;
    }

    private static async Task<IResult> ReplaceAsync(Guid id, HttpContext context, CaptionFileStore files)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.ReplaceCaptionsRequest, MaxBytes);
        if (RefuseLong(request) is { } tooLong)
        {
            return tooLong;
        }

        var owner = context.Caller().VisibleOwner;
        var (job, result) = await files.FindAsync(id, owner, context.RequestAborted);
        if (CaptionVersion.Refuse(context.Request, result) is { } refusal)
        {
            return refusal.Status == StatusCodes.Status412PreconditionFailed ? await RefuseOutdatedAsync() : refusal;
        }

        CaptionDocument saved;
        try
        {
            saved = await files.ReplaceAsync(job, result, request, context.Caller(), context.RequestAborted);
        }
        catch (ApiProblemException exception) when (exception.Problem.Status == StatusCodes.Status412PreconditionFailed)
        {
            (_, result) = await files.FindAsync(id, owner, context.RequestAborted);
            return await RefuseOutdatedAsync();
        }

        context.Response.Headers.ETag = CaptionFileStore.ETag(saved.Revision);
        if (!WantsMinimum(context.Request))
        {
            return TypedResults.Json(saved, GatewayJson.Default.CaptionDocument);
        }

        context.Response.Headers["Preference-Applied"] = "return=minimal";
        return TypedResults.NoContent();

        async Task<IResult> RefuseOutdatedAsync()
        {
            var (latest, document) = await files.ReadLatestAsync(id, owner, result, context.RequestAborted);
            context.Response.Headers.ETag = CaptionFileStore.ETag(latest);
            return CaptionVersion.Changed(document, request);
        }
    }

    // RFC 7240: preferences are separated by commas, their parameters by semicolons.
    private static bool WantsMinimum(HttpRequest request) => request.Headers["Prefer"].Any(static value =>
        value is not null && value.Split(',').Any(static preference => preference.Split(';')[0].Trim().Equals("return=minimal", StringComparison.OrdinalIgnoreCase)));

    private static ApiProblem? RefuseLong(ReplaceCaptionsRequest request)
    {
        for (var i = 0; i < request.Cues.Count; i++)
        {
            var cue = request.Cues[i];
            var member = cue?.Text.Length > MaxTextLength ? "text" : cue?.Id?.Length > MaxTextLength ? "id" : LongWord(cue);
            if (member is not null)
            {
                return ApiProblem.TooLarge(string.Create(CultureInfo.InvariantCulture, $"cues[{i}].{member}"), MaxTextLength);
            }
        }

        var names = request.Speakers ?? [];
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i]?.Length > MaxTextLength)
            {
                return ApiProblem.TooLarge(string.Create(CultureInfo.InvariantCulture, $"speakers[{i}]"), MaxTextLength);
            }
        }

        return null;
    }

    private static string? LongWord(ReplacedCue? cue)
    {
        for (var i = 0; i < (cue?.Words?.Count ?? 0); i++)
        {
            if (cue!.Words![i]?.Text.Length > MaxTextLength)
            {
                return string.Create(CultureInfo.InvariantCulture, $"words[{i}].text");
            }
        }

        return null;
    }
}
