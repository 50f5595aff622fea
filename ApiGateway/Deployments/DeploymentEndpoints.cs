using System.Globalization;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Json;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Deployments;

/// <summary>Maps the routes under <c>/operations/deployments</c>. A deployment that was not known is recorded in the audit log, too.</summary>
internal static class DeploymentEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static IEndpointRouteBuilder MapDeployments(this IEndpointRouteBuilder routes)
    {
        var deployments = routes.MapGroup("/operations").WithTags("Operations");
        deployments.MapGet("/deployments", ListAsync).RequireAuthorization(Policies.OperationsRead).WithName("ListDeployments")
            .Produces<DeploymentsResponse>().ProducesProblem(422).WithSummary("List deployments, newest first, with the change failure rate of 30 days");
        deployments.MapPost("/deployments", CreateAsync).RequireAuthorization(Policies.RecordDeployments).WithName("CreateDeployment")
            .Accepts<CreateDeploymentRequest>("application/json").Produces<DeploymentResponse>(StatusCodes.Status201Created).Produces<DeploymentResponse>()
            .ProducesProblem(422).WithSummary("Record that a service runs a version")
            .WithDescription("200 where the version is known to run already: a service that starts again is no deployment, and a request may be repeated.");
        return routes;
    }

    private static async Task<IResult> ListAsync(HttpContext context, DeploymentsClient deployments)
    {
        var page = await deployments.SearchAsync(DeploymentInput.Read(context.Request.Query), context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            new DeploymentsResponse(
                [.. page.Deployments.Select(ToResponse)],
                page.HasNext ? page.Next.ToString(CultureInfo.InvariantCulture) : null,
                page.Decided,
                page.Failed,
                page.Decided > 0 ? (double)page.Failed / page.Decided : null),
            GatewayJson.Default.DeploymentsResponse);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, DeploymentsClient deployments, IdentityDb db, TimeProvider time)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.CreateDeploymentRequest);
        var caller = context.Caller();
        var recorded = await deployments.RecordAsync(DeploymentInput.Read(request, caller.Email, time.GetUtcNow()), context.RequestAborted);
        var deployment = ToResponse(recorded.Deployment);
        context.Response.Headers.CacheControl = "no-store";
        if (!recorded.IsNew)
        {
            return TypedResults.Json(deployment, GatewayJson.Default.DeploymentResponse);
        }

        // It is recorded already: its entry is written even if the client has disconnected.
        db.SecurityEvents.Add(SecurityLog.Create(
            time, "deployment.recorded", caller.UserId, context.Connection.RemoteIpAddress, $"{deployment.Service} {deployment.Version} by {deployment.Who}"));
        await db.SaveChangesAsync(CancellationToken.None);
        return TypedResults.Json(deployment, GatewayJson.Default.DeploymentResponse, statusCode: StatusCodes.Status201Created);
    }

    private static DeploymentResponse ToResponse(DeploymentRecord deployment) => new(
        deployment.Number,
        deployment.Service,
        deployment.Version,
        deployment.HasCommit ? deployment.Commit : null,
        deployment.Who,
        deployment.StartedAt.ToDateTimeOffset(),
        deployment.Outcome switch
        {
            DeploymentOutcome.Succeeded => "succeeded",
            DeploymentOutcome.RolledBack => "rolled_back",
            DeploymentOutcome.GateFailed => "gate_failed",
            _ => "watched",
        },
        deployment.DecidedAt?.ToDateTimeOffset());
}
