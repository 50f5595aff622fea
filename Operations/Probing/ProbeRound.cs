using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Platform.Operations.Probing;

/// <summary>Uses the platform once as a user does: signs in, has a recording captioned, downloads the captions, and leaves nothing behind.</summary>
internal sealed partial class ProbeRound(
    ProbeClient client, ProbeMetrics metrics, IOptions<ProbingOptions> options, TimeProvider time, ILogger<ProbeRound> logger)
{
    private static readonly ActivitySource s_source = new("Platform.Probing");

    /// <summary>The time for cleaning up, which a round that is late has, too.</summary>
    private static readonly TimeSpan s_cleanUpTime = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = logger;

    /// <summary>Runs a round. Returns whether all its steps succeeded.</summary>
    /// <exception cref="OperationCanceledException">The service stops.</exception>
    public async Task<bool> RunAsync(CancellationToken stoppingToken)
    {
        // Background work runs below an activity that is not recorded; a round is a trace of its own.
        Activity.Current = null;
        using var span = s_source.StartActivity("probe round");
        var left = new Leftovers();
        var failure = await AttemptAsync(() => VisitAsync(left, stoppingToken)) ?? await CleanUpAsync(left);
        if (failure is not null)
        {
            await CleanUpAsync(left);
            span?.SetStatus(ActivityStatusCode.Error, failure.Message);
        }

        stoppingToken.ThrowIfCancellationRequested();
        if (failure is not null)
        {
            Failed(failure, ProbeMetrics.NameOf(failure.Step), failure.IsLate ? "took too long" : "failed");
        }

        metrics.Ended(failure is null);
        return failure is null;
    }

    private static async Task<ProbeFailedException?> AttemptAsync(Func<Task> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (ProbeFailedException failure)
        {
            return failure;
        }
    }

    private async Task VisitAsync(Leftovers left, CancellationToken stoppingToken)
    {
        var settings = options.Value;
        using var limit = new CancellationTokenSource(settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);
        var token = await StepAsync(ProbeStep.SignIn, cancel => client.SignInAsync(settings.Email, settings.Password ?? "", cancel), either.Token);
        left.Token = token;
        var upload = await StepAsync(ProbeStep.Upload, cancel => client.UploadAsync(token, cancel), either.Token);
        left.Upload = upload;
        var job = await StepAsync(ProbeStep.Submit, cancel => client.SubmitAsync(token, upload, cancel), either.Token);
        await StepAsync(ProbeStep.Wait, cancel => WaitAsync(token, job, cancel), either.Token);
        await StepAsync(ProbeStep.Download, cancel => DownloadAsync(token, job, cancel), either.Token);
    }

    /// <summary>Deletes what there is, once: a second call finds nothing to do.</summary>
    private async Task<ProbeFailedException?> CleanUpAsync(Leftovers left)
    {
        if (left.Token is not { } token)
        {
            return null;
        }

        left.Token = null;

        // Also while the service stops: what it leaves now would stay until another replica begins.
        using var limit = new CancellationTokenSource(s_cleanUpTime, time);
        return await AttemptAsync(() => StepAsync(
            ProbeStep.Delete,
            async cancel =>
            {
                await client.DeleteAsync(token, left.Upload, cancel);
                await client.SignOutAsync(token, cancel);
                return true;
            },
            limit.Token));
    }

    private async Task<bool> WaitAsync(string token, Guid id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var job = await client.FindAsync(token, id, cancellationToken);
            if (job.HasEnded)
            {
                return job.State == "succeeded" ? true : throw new InvalidDataException($"The job ended as {job.State}.");
            }

            await Task.Delay(options.Value.PollInterval, time, cancellationToken);
        }
    }

    private async Task<bool> DownloadAsync(string token, Guid id, CancellationToken cancellationToken)
    {
        var captions = await client.DownloadAsync(token, id, cancellationToken);
        return captions.StartsWith("WEBVTT", StringComparison.Ordinal) && captions.Contains("-->", StringComparison.Ordinal)
            ? true
            : throw new InvalidDataException("The captions have no cues.");
    }

    private async Task<T> StepAsync<T>(ProbeStep step, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var name = ProbeMetrics.NameOf(step);
        using var span = s_source.StartActivity("probe " + name);
        var started = time.GetTimestamp();
        try
        {
            var result = await work(cancellationToken);
            metrics.Step(step, "succeeded", time.GetElapsedTime(started));
            return result;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException or JsonException or OperationCanceledException)
        {
            var isLate = exception is OperationCanceledException;
            metrics.Step(step, isLate ? "late" : "failed", time.GetElapsedTime(started));
            span?.SetStatus(ActivityStatusCode.Error, exception.Message);
            throw new ProbeFailedException(step, isLate, exception);
        }
    }

    [LoggerMessage(95, LogLevel.Warning, "The prober's step {Step} {Outcome}", EventName = "probe_failed")]
    private partial void Failed(Exception exception, string step, string outcome);

    /// <summary>Holds what a round has to delete.</summary>
    private sealed class Leftovers
    {
        /// <summary>The access token; null if there is nothing to delete.</summary>
        public string? Token { get; set; }

        /// <summary>The upload.</summary>
        public Guid? Upload { get; set; }
    }
}
