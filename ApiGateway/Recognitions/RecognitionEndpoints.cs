using Platform.ApiGateway.Access;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Json;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Recognitions;

/// <summary>Maps the route <c>/jobs/{id}/recognitions</c>.</summary>
internal static class RecognitionEndpoints
{
    public static IHostApplicationBuilder AddRecognitions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<RecognitionJobs>();
        return builder;
    }

    public static IEndpointRouteBuilder MapRecognitions(this IEndpointRouteBuilder routes)
    {
        var recognitions = routes.MapGroup("/jobs/{id:guid}/recognitions").WithTags("Captions");
        recognitions.MapPost("", AgainAsync).WithName("RecogniseAgain").RequireAuthorization(Policies.WriteJobs)
            .Accepts<RecogniseAgainRequest>("application/json").Produces<JobAccepted>(StatusCodes.Status202Accepted)
            .ProducesProblem(404).ProducesProblem(409).ProducesProblem(422)
            .WithSummary("Submit a job that recognises the recording of a finished job again")
            .WithDescription("The finished job and its captions are not changed. With an Idempotency-Key, the same body returns the same job, and another body 422.");
        recognitions.MapGet("", ListAsync).WithName("ListRecognitions").RequireAuthorization(Policies.ReadJobs)
            .Produces<ListResponse<JobResponse>>().ProducesProblem(404)
            .WithSummary("List the other jobs that recognise the same recording, newest first").WithDescription("At most 200, for any of the jobs or for the original one.");
        return routes;
    }

    private static Task AgainAsync(Guid id, HttpContext context, RecognitionJobs recognitions) => recognitions.SubmitAsync(id, context);

    private static async Task<IResult> ListAsync(Guid id, HttpContext context, RecognitionJobs recognitions)
    {
        var others = await recognitions.ListAsync(id, context.Caller().VisibleOwner, context.RequestAborted);
        return TypedResults.Json(new ListResponse<JobResponse>([.. others.Select(job => job.ToResponse())]), GatewayJson.Default.ListResponseJobResponse);
    }
}
