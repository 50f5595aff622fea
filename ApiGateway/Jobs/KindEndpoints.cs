using Platform.ApiGateway.Access;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Jobs;

/// <summary>Maps the route <c>/kinds</c>, which lists the kinds of jobs.</summary>
internal static class KindEndpoints
{
    private static readonly ListResponse<KindResponse> s_kinds = new(
    [
        new(JobKinds.Captions, "Captions of a recording, from a URL or an upload.", "Exactly one of url and upload_id; optional: language, track (0 to 99), translate, vocabulary, speakers (2 to 6, or auto), sounds, style."),
        new(JobKinds.CaptionedVideo, "Puts the captions of a finished job into its recording.", "captions_job_id; optional: container (mp4 or mkv), burn, style (size, position)."),
        new(JobKinds.Probe, "Does nothing; for checks and benchmarks.", "An empty object, or left out."),
    ]);

    public static IEndpointRouteBuilder MapKinds(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/kinds", () => TypedResults.Json(s_kinds, KindsJson.Default.ListResponseKindResponse))
            .WithName("ListKinds").WithTags("Jobs").RequireAuthorization(Policies.ReadJobs)
            .Produces<ListResponse<KindResponse>>().WithSummary("List the kinds of job");
        return routes;
    }
}

/// <summary>Describes a kind of job.</summary>
/// <param name="Name">The value of <c>kind</c>.</param>
/// <param name="Description">What the kind does.</param>
/// <param name="Input">What <c>input</c> contains.</param>
internal sealed record KindResponse(string Name, string Description, string Input);

/// <summary>Serialises the list of kinds.</summary>
[System.Text.Json.Serialization.JsonSourceGenerationOptions(PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.SnakeCaseLower)]
[System.Text.Json.Serialization.JsonSerializable(typeof(ListResponse<KindResponse>))]
internal sealed partial class KindsJson : System.Text.Json.Serialization.JsonSerializerContext;
