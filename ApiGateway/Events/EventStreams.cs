using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.InternalCalls;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Events;

/// <summary>Streams the changes of jobs to clients, for as long as their credentials are valid.</summary>
internal sealed class EventStreams(
    ChangeSubscriber feed,
    JobManagerClient jobs,
    OpenCredentials credentials,
    [FromKeyedServices(EventEndpoints.LimitKey)] OpenRequestLimit limit,
    IOptions<EventOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time)
{
    /// <summary>Sends the changes of all jobs of the caller.</summary>
    public async Task SendOwnAsync(HttpContext context)
    {
        using var listener = feed.ListenToOwner(context.Caller().UserId);
        var output = new ServerSentEventWriter(context.Response.BodyWriter);
        await StreamAsync(context, new OwnerWatch(output, listener), output);
    }

    /// <summary>Sends the changes and log lines of a job; 404 if there is none that the caller may see.</summary>
    public async Task SendJobAsync(Guid id, HttpContext context)
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
        await StreamAsync(context, new OneJobWatch(output, listener, owner, last, time.GetUtcNow()), output);
    }

    private async Task StreamAsync(HttpContext context, JobWatch watch, ServerSentEventWriter output)
    {
        var caller = context.Caller();
        using var held = limit.Enter(caller.UserId, options.Value.PerUser);
        using var credential = credentials.Watch(context);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);

        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        output.Retry(2000);
        try
        {
            await ReadStateAsync(watch, stop.Token);
            output.KeepAlive();

            // Validated last, before each write. A user who has lost a role does not see its events any more.
            while (await credential.ValidateAsync() is { } now && now.IsOperator == caller.IsOperator)
            {
                await output.FlushAsync(stop.Token);
                if (watch.IsOver)
                {
                    break;
                }

                if (!await NextAsync(watch, credential, feed.IsLive ? options.Value.KeepAlive : options.Value.PollPeriod, stop.Token))
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
    private async Task<bool> NextAsync(JobWatch watch, OpenCredential credential, TimeSpan period, CancellationToken cancellationToken)
    {
        using var wait = new CancellationTokenSource(period, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(wait.Token, credential.MayHaveEnded, cancellationToken);
        try
        {
            await watch.Listener.Changes.WaitToReadAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return !credential.MayHaveEnded.IsCancellationRequested && await ReadStateAsync(watch, cancellationToken);
        }

        var written = false;
        while (!watch.IsOver && watch.Listener.Changes.TryRead(out var change))
        {
            written |= watch.Write(change);
        }

        return watch.Listener.TakeResync() ? await ReadStateAsync(watch, cancellationToken) | written : written;
    }

    private async Task<bool> ReadStateAsync(JobWatch watch, CancellationToken cancellationToken)
    {
        try
        {
            watch.Listener.TakeResync();
            return await watch.ReadStateAsync(jobs, cancellationToken);
        }
        catch (Exception exception) when ((exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested) && IsOfJobManager(exception))
        {
            // JobManager is unavailable, or has logged its fault: the stream stays open and tries again. A fault of our own ends it, and is logged.
            watch.Listener.RequestResync();
            return false;
        }
    }

    private static bool IsOfJobManager(Exception exception) =>
        exception is ServiceFaultException || ProblemMiddleware.Translate(exception).Status != StatusCodes.Status500InternalServerError;
}
