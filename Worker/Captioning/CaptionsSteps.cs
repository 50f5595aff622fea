using System.Diagnostics;
using Platform.Worker.Kinds;
using Platform.Worker.Telemetry;

namespace Platform.Worker.Captioning;

/// <summary>Runs the steps of jobs that make captions or put them into a recording, and measures and traces each.</summary>
internal sealed class CaptionsSteps(WorkerTelemetry telemetry, TimeProvider time)
{
    /// <summary>Runs a step.</summary>
    /// <param name="step">The name of the step in metrics and traces.</param>
    /// <param name="run">The step.</param>
    public async Task<T> RunAsync<T>(string step, Func<Task<T>> run)
    {
        using var span = telemetry.Source.StartActivity($"captions.{step}");
        var started = time.GetTimestamp();
        try
        {
            return await run();
        }
        catch (Exception error)
        {
            span?.SetStatus(ActivityStatusCode.Error, (error as JobFailedException)?.Error.Code ?? error.GetType().Name);
            throw;
        }
        finally
        {
            telemetry.StepEnded(step, time.GetElapsedTime(started));
        }
    }
}
