using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Problems;
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
        events.MapGet("/events", OwnerAsync).WithName("Events").Produces(200, contentType: "text/event-stream").ProducesProblem(429)
            .WithoutDuration().WithSummary("Stream changes of all jobs of the account").WithDescription("Events named job with the id, version, state and progress of a job. Begins with the active jobs.");
        events.MapGet("/{id:guid}/events", JobAsync).WithName("JobEvents").Produces(200, contentType: "text/event-stream").ProducesProblem(404).ProducesProblem(429)
            .WithoutDuration().WithSummary("Stream changes and log lines of a job").WithDescription("Events named job and log. Begins with the current state.");
        return routes;
    }

    private static async Task OwnerAsync(HttpContext context, ChangeSubscriber feed, IServiceProvider services)
    {
        using var listener = feed.ListenToOwner(context.Caller().UserId);
        var output = new ServerSentEventWriter(context.Response.BodyWriter);
        await StreamAsync(context, new OwnerWatch(output, listener), output, feed, services);
    }

    private static async Task JobAsync(Guid id, HttpContext context, ChangeSubscriber feed, JobManagerClient jobs, IServiceProvider services, TimeProvider time)
    {
        var owner = context.Caller().VisibleOwner;
        if (await jobs.GetAsync(id, owner, context.RequestAborted) is null)
        {
            await ApiProblem.NotFound("There is no such job.").ExecuteAsync(context);
            return;
        }

        using var listener = feed.ListenToJob(id);
        string? last = context.Request.Headers["Last-Event-ID"];
        var output = new ServerSentEventWriter(context.Response.BodyWriter);
        await StreamAsync(context, new OneJobWatch(output, listener, owner, last, time.GetUtcNow()), output, feed, services);
    }

    private static async Task StreamAsync(HttpContext context, JobWatch watch, ServerSentEventWriter output, ChangeSubscriber feed, IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<EventOptions>>().Value;
        var time = services.GetRequiredService<TimeProvider>();
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        var caller = context.Caller();
        using var held = services.GetRequiredKeyedService<OpenRequestLimit>(LimitKey).Enter(caller.UserId, options.PerUser);
        using var credential = new OpenCredential(context);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);

        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        output.Retry(2000);
        try
        {
            await ReadStateAsync(watch, services, stop.Token);
            output.KeepAlive();

            // Validated last, before each write. A user who has lost a role does not see its events any more.
            while (await credential.ValidateAsync() is { } now && now.IsOperator == caller.IsOperator)
            {
                await output.FlushAsync(stop.Token);
                if (watch.IsOver)
                {
                    break;
                }

                if (!await NextAsync(watch, credential, feed.IsLive ? options.KeepAlive : options.PollPeriod, time, services, stop.Token))
                {
                    output.KeepAlive();
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client disconnected or the service is stopping: the stream ends, and a client that is still there reconnects.
        }
    }

    /// <summary>Waits for changes and writes them; false if there was nothing to write.</summary>
    private static async Task<bool> NextAsync(
        JobWatch watch, OpenCredential credential, TimeSpan period, TimeProvider time, IServiceProvider services, CancellationToken cancellationToken)
    {
        using var wait = new CancellationTokenSource(period, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(wait.Token, credential.MayHaveEnded, cancellationToken);
        try
        {
            await watch.Listener.Changes.WaitToReadAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return !credential.MayHaveEnded.IsCancellationRequested && await ReadStateAsync(watch, services, cancellationToken);
        }

        var written = false;
        while (!watch.IsOver && watch.Listener.Changes.TryRead(out var change))
        {
            written |= watch.Write(change);
        }

        return watch.Listener.TakeResync() ? await ReadStateAsync(watch, services, cancellationToken) | written : written;
    }

    private static async Task<bool> ReadStateAsync(JobWatch watch, IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            watch.Listener.TakeResync();
            return await watch.ReadStateAsync(services.GetRequiredService<JobManagerClient>(), cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // JobManager is unavailable: the stream stays open and tries again.
            watch.Listener.RequestResync();
            return false;
        }
    }
}
