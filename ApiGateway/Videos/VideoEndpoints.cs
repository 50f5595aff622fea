using System.Text.Json;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.CaptionFiles;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Submission;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.ObjectStorage;
using Platform.ServiceDefaults.Requests;

namespace Platform.ApiGateway.Videos;

/// <summary>Maps the route <c>/jobs/{id}/video</c>.</summary>
internal static class VideoEndpoints
{
    public static IHostApplicationBuilder AddVideos(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IInputRules, VideoInputRules>();
        return builder;
    }

    public static IEndpointRouteBuilder MapVideos(this IEndpointRouteBuilder routes)
    {
        var videos = routes.MapGroup("/jobs/{id:guid}").WithTags("Captions").RequireAuthorization(Policies.ReadJobs);
        videos.MapMethods("/video", [HttpMethods.Get], SendAsync).WithName("GetCaptionedVideo")
            .Produces(200, contentType: "application/octet-stream").Produces(206).ProducesProblem(404).ProducesProblem(409).ProducesProblem(416).ProducesProblem(429)
            .WithoutDuration().WithSummary("Get the recording with captions that a job of kind captioned_video has made; supports ranges");
        videos.MapMethods("/video", [HttpMethods.Head], SendAsync).ExcludeFromDescription();
        return routes;
    }

    private static async Task SendAsync(
        Guid id, HttpContext context, JobManagerClient jobs, CaptionFileStore files, [FromKeyedServices(CaptionFileEndpoints.RecordingLimitKey)] OpenRequestLimit open)
    {
        var caller = context.Caller();
        using var one = open.Enter(caller.UserId, CaptionFileEndpoints.MaxOpenRecordings);
        var job = await jobs.GetAsync(id, caller.VisibleOwner, context.RequestAborted);
        if (job is not { Kind: JobKinds.CaptionedVideo })
        {
            throw new ApiProblemException(ApiProblem.NotFound(job is null ? "There is no such job." : "This job makes no recording with captions."));
        }

        if (job is not { State: JobState.Succeeded, Result: { ValueKind: JsonValueKind.Object } stored } || stored.Deserialize(ContractsJson.Default.CaptionedVideoResult) is not { } result)
        {
            throw new ApiProblemException(ApiProblem.Conflict("This job has no recording with captions (yet)."));
        }

        await files.SendMediaAsync(context, job, new MediaFile(ObjectKeys.CaptionedVideo(id), result.MediaType, result.Container), link: null);
    }
}
