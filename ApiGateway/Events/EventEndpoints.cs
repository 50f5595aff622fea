using Platform.ApiGateway.Access;
using Platform.ServiceDefaults.Requests;

namespace Platform.ApiGateway.Events;

/// <summary>Maps the routes <c>/jobs/events</c> and <c>/jobs/{id}/events</c>: server-sent events.</summary>
internal static class EventEndpoints
{
    /// <summary>The key of the limit of open event streams, <see cref="OpenRequestLimit"/>.</summary>
    public const string LimitKey = "events";

    public static IEndpointRouteBuilder MapEvents(this IEndpointRouteBuilder routes)
    {
        var events = routes.MapGroup("/jobs").WithTags("Events").RequireAuthorization(Policies.ReadJobs);
        events.MapGet("/events", static (HttpContext context, EventStreams streams) => streams.SendOwnAsync(context)).WithName("Events").Produces(200, contentType: "text/event-stream").ProducesProblem(429)
            .WithoutDuration().WithSummary("Stream changes of all jobs of the account").WithDescription("Events named job with the id, version, state and progress of a job. Begins with the active jobs.");
        events.MapGet("/{id:guid}/events", static (Guid id, HttpContext context, EventStreams streams) => streams.SendJobAsync(id, context)).WithName("JobEvents").Produces(200, contentType: "text/event-stream").ProducesProblem(404).ProducesProblem(429)
            .WithoutDuration().WithSummary("Stream changes and log lines of a job").WithDescription("Events named job and log. Begins with the current state.");
        return routes;
    }
}
