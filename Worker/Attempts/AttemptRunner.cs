using System.Diagnostics;
using System.Text.Json;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.ServiceDefaults.Logs;
using Platform.Worker.Kinds;
using Platform.Worker.Telemetry;

namespace Platform.Worker.Attempts;

/// <summary>Runs an attempt's handler and determines its outcome, distinguishing timeout, cancellation, shutdown and a lost lease.</summary>
internal sealed partial class AttemptRunner(HandlerRegistry handlers, WorkerTelemetry telemetry, TimeProvider time, ILogger<AttemptRunner> logger)
{
    /// <summary>Creates an attempt that is ready to run, and starts its span.</summary>
    public Attempt Begin(JobAssignment assignment, QueueTag queue)
    {
        var now = time.GetUtcNow();
        telemetry.AttemptStarted(queue, now - assignment.QueuedAt);
        var attempt = new Attempt(assignment, now, time) { IsLong = queue.IsLong };
        if (telemetry.Source.HasListeners())
        {
            attempt.Span = StartSpan(assignment, queue);
        }

        return attempt;
    }

    private Activity? StartSpan(JobAssignment assignment, QueueTag queue)
    {
        // If the parent cannot be parsed, the attempt starts a trace of its own.
        _ = ActivityContext.TryParse(assignment.TraceParent, traceState: null, isRemote: true, out var parent);
        if (parent != default && (parent.TraceFlags & ActivityTraceFlags.Recorded) == ActivityTraceFlags.None && !queue.IsLong)
        {
            // The span has no listener. A long job still gets one, so that the clients it uses do not start traces of their own.
            return null;
        }

        var span = telemetry.Source.StartActivity("process_message", ActivityKind.Consumer, parent);
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag("message_id", assignment.JobId.ToString());
            span.SetTag("job_id", assignment.JobId.ToString());
            span.SetTag("user_id", assignment.OwnerId.ToString());
            span.SetTag("protocol", "amqp");
            span.SetTag("messaging.system", "rabbitmq");
            span.SetTag("messaging.operation.type", "process");
            span.SetTag("messaging.destination.name", queue.Queue);
            span.SetTag("job.kind", assignment.Kind);
            span.SetTag("job.attempt", assignment.Attempt);
            span.SetTag("request_id", assignment.RequestId);
        }

        return span;
    }

    /// <summary>Runs the attempt to its end. Completes synchronously if the handler does. Never throws.</summary>
    public ValueTask<AttemptCompleted> RunAsync(Attempt attempt)
    {
        if (attempt.IsLong)
        {
            return RunLongAsync(attempt);
        }

        return StartAsync(attempt);
    }

    /// <summary>Runs a long job: logs its start and end, and adds the id of the submitting request to every log entry.</summary>
    private async ValueTask<AttemptCompleted> RunLongAsync(Attempt attempt)
    {
        var assignment = attempt.Assignment;
        using var context = ContextOf(assignment);
        Started(assignment.JobId, assignment.Attempt, assignment.Kind);
        var completed = await StartAsync(attempt);
        Ended(assignment.JobId, assignment.Attempt, assignment.Kind, completed.Outcome, (completed.FinishedAt - completed.StartedAt).TotalMilliseconds);
        return completed;
    }

    private static IDisposable ContextOf(JobAssignment assignment) =>
        WorkContext.Begin(assignment.RequestId, assignment.TraceParent, assignment.JobId, assignment.OwnerId);

    private ValueTask<AttemptCompleted> StartAsync(Attempt attempt)
    {
        if (handlers.Find(attempt.Assignment.Kind) is not { } entry)
        {
            telemetry.Failed("unknown_kind");
            return new(End(attempt, new JobFailedException("unknown_kind", "This worker does not know the kind of the job.", retryable: true)));
        }

        if (!entry.Slots.TryTake(attempt.Assignment.OwnerId))
        {
            return RunSlowlyAsync(entry, attempt);
        }

        ValueTask<JsonElement?> run;
        try
        {
            run = entry.Handler.RunAsync(attempt);
        }
        catch (Exception error)
        {
            entry.Slots.Release(attempt.Assignment.OwnerId);
            return new(End(attempt, error));
        }

        if (!run.IsCompletedSuccessfully)
        {
            return AwaitAsync(entry, attempt, run);
        }

        entry.Slots.Release(attempt.Assignment.OwnerId);
#pragma warning disable MA0042 // It has completed: an await here would cost every short job a state machine.
        return new(End(attempt, AttemptOutcome.Succeeded, run.Result, error: null));
#pragma warning restore MA0042
    }

    /// <summary>Ends an attempt that was created and then not run.</summary>
    public void Drop(Attempt attempt)
    {
        attempt.Ended();
        telemetry.AttemptDropped();
        attempt.Span?.SetTag("dropped", true);
        attempt.Span?.Dispose();
    }

    private async ValueTask<AttemptCompleted> RunSlowlyAsync(HandlerRegistry.RegisteredHandler entry, Attempt attempt)
    {
        try
        {
            await entry.Slots.TakeAsync(attempt.Assignment.OwnerId, attempt.Stopping);
        }
        catch (OperationCanceledException error)
        {
            return End(attempt, error);
        }

        attempt.StartedAt = time.GetUtcNow();
        ValueTask<JsonElement?> run;
        try
        {
            run = entry.Handler.RunAsync(attempt);
        }
        catch (Exception error)
        {
            entry.Slots.Release(attempt.Assignment.OwnerId);
            return End(attempt, error);
        }

        return await AwaitAsync(entry, attempt, run);
    }

    private async ValueTask<AttemptCompleted> AwaitAsync(HandlerRegistry.RegisteredHandler entry, Attempt attempt, ValueTask<JsonElement?> run)
    {
        attempt.StopAfter(attempt.Assignment.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : entry.Handler.Traits.DefaultTimeout);
        try
        {
            return End(attempt, AttemptOutcome.Succeeded, await run, error: null);
        }
        catch (Exception error)
        {
            return End(attempt, error);
        }
        finally
        {
            entry.Slots.Release(attempt.Assignment.OwnerId);
        }
    }

    private AttemptCompleted End(Attempt attempt, Exception error)
    {
        // Once the attempt was cancelled, any other failure is a consequence of it: a killed child process, a closed stream.
        switch (attempt.Reason)
        {
            case StopReason.Timeout:
                telemetry.Failed("timeout");
                return End(attempt, AttemptOutcome.TimedOut, result: null, new JobError("timeout", "The job ran past its time limit.", Retryable: true));
            case StopReason.Cancelled:
                return End(attempt, AttemptOutcome.Cancelled, result: null, error: null);
            case StopReason.Shutdown or StopReason.Lost:
                return End(attempt, AttemptOutcome.Released, result: null, error: null);
        }

        if (error is JobFailedException failed)
        {
            if (failed.InnerException is not null)
            {
                using var context = ContextOf(attempt.Assignment);
                Failed(attempt.Assignment.JobId, attempt.Assignment.Attempt, failed.Error.Code, failed.InnerException);
            }

            return End(attempt, AttemptOutcome.Failed, result: null, failed.Error);
        }

        telemetry.Failed("internal");
        using (ContextOf(attempt.Assignment))
        {
            Crashed(attempt.Assignment.JobId, attempt.Assignment.Attempt, error);
        }

        return End(attempt, AttemptOutcome.Failed, result: null, new JobError("internal", "Something went wrong inside the worker.", Retryable: true));
    }

    private AttemptCompleted End(Attempt attempt, AttemptOutcome outcome, JsonElement? result, JobError? error)
    {
        attempt.Ended();
        var now = time.GetUtcNow();
        if (attempt.IsBlock)
        {
            // The time of a job is that of its own attempt.
            telemetry.AttemptDropped();
        }
        else
        {
            telemetry.AttemptEnded(now - attempt.StartedAt);
        }

        var traceParent = attempt.Assignment.TraceParent;
        if (attempt.Span is { } span)
        {
            traceParent = span.Id;
            if (error is not null)
            {
                span.SetStatus(ActivityStatusCode.Error, error.Code);
            }

            if (span.IsAllDataRequested)
            {
                span.AddEvent(new ActivityEvent("message_processed"));
            }

            span.Dispose();
        }

        return new AttemptCompleted(attempt.Assignment.JobId, attempt.Assignment.Attempt, outcome, attempt.StartedAt, now, result, error, traceParent);
    }

    [LoggerMessage(1, LogLevel.Warning, "Attempt {Attempt} of job {JobId} failed: {Code}")]
    private partial void Failed(Guid jobId, int attempt, string code, Exception error);

    [LoggerMessage(3, LogLevel.Information, "Attempt {Attempt} of job {JobId} ({Kind}) started")]
    private partial void Started(Guid jobId, int attempt, string kind);

    [LoggerMessage(4, LogLevel.Information, "Attempt {Attempt} of job {JobId} ({Kind}) ended: {Outcome} after {DurationMs:0} ms")]
    private partial void Ended(Guid jobId, int attempt, string kind, AttemptOutcome outcome, double durationMs);

    [LoggerMessage(2, LogLevel.Error, "Attempt {Attempt} of job {JobId} failed inside the worker")]
    private partial void Crashed(Guid jobId, int attempt, Exception error);
}
