using System.Net;
using Microsoft.AspNetCore.Http.Metadata;
using Platform.ApiGateway.Access;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Submission;

internal static class SubmissionExtensions
{
    public static IHostApplicationBuilder AddSubmission(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<SubmissionOptions>().BindConfiguration("Submission").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<NameLookUp>(static _ => Dns.GetHostAddressesAsync);
        builder.Services.AddSingleton<HostNames>().AddSingleton<TargetGuard>();
        builder.Services.AddSingleton<IInputRules, CaptionsInputRules>().AddSingleton<IInputRules, ProbeInputRules>();
        builder.Services.AddSingleton<JobRules>().AddSingleton<JobDefaults>().AddSingleton<SubmittedUploads>();
        builder.Services.AddSingleton<SubmissionGroups>();
        builder.Services.AddHostedService(s => s.GetRequiredService<SubmissionGroups>());
        builder.Services.AddSingleton<JobSubmission>();
        builder.Services.AddSingleton<BatchSubmission>();
        return builder;
    }

    public static IEndpointRouteBuilder MapSubmission(this IEndpointRouteBuilder routes)
    {
        // Plain request delegates, because parameter binding would cost more than the rest of this route.
        RequestDelegate one = routes.ServiceProvider.GetRequiredService<JobSubmission>().SubmitAsync;
        RequestDelegate batch = routes.ServiceProvider.GetRequiredService<BatchSubmission>().SubmitAsync;
        var jobs = routes.MapGroup("/jobs").WithTags("Jobs").RequireAuthorization(Policies.WriteJobs);
        jobs.MapPost("", one).WithMetadata(one.Method, Accepts(typeof(CreateJobRequest)), Produces(typeof(JobAccepted)))
            .ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422)
            .WithName("CreateJob").WithSummary("Submit a job")
            .WithDescription("Accepted once it is durable. With an Idempotency-Key, the same body returns the same job, and another body 422.");
        jobs.MapPost("/batch", batch).WithMetadata(batch.Method, Accepts(typeof(CreateJobsRequest)), Produces(typeof(CreateJobsResponse)))
            .ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422)
            .WithName("CreateJobs").WithSummary("Submit up to 1,000 jobs");
        return routes;
    }

    private static AcceptsMetadata Accepts(Type type) => new(["application/json"], type);

    private static ProducesResponseTypeMetadata Produces(Type type) => new(StatusCodes.Status202Accepted, type, ["application/json"]);
}
