using System.Diagnostics;
using Microsoft.Extensions.Options;
using Platform.JobManager.Telemetry;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Telemetry;

namespace Platform.JobManager.Dispatch;

/// <summary>Publishes queued jobs to RabbitMQ: takes all waiting batches, packs their jobs into messages and sends them without waiting for each confirm.</summary>
internal sealed partial class Relay(
    RabbitMqConnection rabbit,
    RelayQueue queue,
    PermitQueue permits,
    IOptions<DispatchOptions> options,
    JobMetrics metrics,
    TimeProvider time,
    ILogger<Relay> logger) : Loop(time, logger)
{
    private const int MaxUnconfirmed = 2000;
    private const int MaxJobsPerRound = 4000;
    private const int MaxPackBytes = 256 * 1024;

    /// <summary>The bytes taken in a round; small compared to the memory for waiting jobs, which is released only after the round.</summary>
    private const int MaxBytesPerRound = 16 * 1024 * 1024;

    private readonly ILogger _logger = logger;
    private readonly List<DueBatch> _waiting = [];
    private readonly List<DueBatch> _awaitingPermit = [];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // Ending the intake lets RunAsync publish what is left and return before the loop is cancelled.
        queue.Complete();
        if (ExecuteTask is { } running)
        {
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(3), Time, cancellationToken));
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        if (queue.Due.Completion.IsCompleted)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, Time, cancellationToken);
        }

        var connection = await rabbit.GetAsync(cancellationToken);
        await using var channel = await ConfirmedChannel.OpenAsync(connection, Time, MaxUnconfirmed, OnConfirmed, cancellationToken);
        await RabbitMqTopology.DeclareAsync(channel.Channel, cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, channel.Broken);
        var watch = WatchAsync(channel, ended.Token);
        try
        {
            await PublishAsync(channel, ended.Token);
            await channel.DrainAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            ChannelFailed();
            await Task.Delay(TimeSpan.FromMilliseconds(200), Time, cancellationToken);
        }
        finally
        {
            await ended.CancelAsync();
            await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PublishAsync(ConfirmedChannel channel, CancellationToken cancellationToken)
    {
        using var writer = new PackWriter();
        while (await queue.Due.WaitToReadAsync(cancellationToken))
        {
            var bytes = Take();
            try
            {
                await PublishAsync(channel, writer, cancellationToken);
            }
            finally
            {
                queue.Release(bytes);
            }
        }
    }

    private async Task PublishAsync(ConfirmedChannel channel, PackWriter writer, CancellationToken cancellationToken)
    {
        var packs = PackBuilder.Build(_waiting, options.Value.PackSize, MaxPackBytes);
        _waiting.ForEach(batch => batch.ReleaseJobs());
        _waiting.Clear();

        // Only after the messages of these batches have been counted: otherwise storing the permit requests could already complete a batch.
        _awaitingPermit.ForEach(permits.Add);
        foreach (var pack in packs)
        {
            var start = Time.GetUtcNow();
            await channel.PublishAsync(pack, writer.Write(pack.Jobs), cancellationToken);
            Trace(pack, start);

            // Thousands of messages can wait for their confirm; the RabbitMQ client has its own copy of the body.
            pack.Jobs.Clear();
        }
    }

    /// <summary>Takes the waiting batches for one round.</summary>
    /// <returns>Their bytes, to be released when they are sent or abandoned.</returns>
    private long Take()
    {
        _waiting.Clear();
        _awaitingPermit.Clear();
        var jobs = 0;
        var bytes = 0L;
        var now = Time.GetUtcNow();
        while (jobs < MaxJobsPerRound && bytes < MaxBytesPerRound && queue.Due.TryRead(out var batch))
        {
            bytes += batch.Bytes;

            // The claim can expire while RabbitMQ is unavailable. The batch then comes again from the outbox, here or in another replica.
            if (batch.ClaimedUntil <= now)
            {
                continue;
            }

            if (batch.AwaitingPermit.Count > 0)
            {
                batch.AddPending();
                _awaitingPermit.Add(batch);
            }

            if (batch.Jobs.Count > 0)
            {
                jobs += batch.Jobs.Count;
                _waiting.Add(batch);
            }
            else if (batch.AwaitingPermit.Count == 0)
            {
                queue.MarkPublished(batch);
            }
        }

        return bytes;
    }

    private void OnConfirmed(OutgoingPack pack)
    {
        foreach (var batch in pack.Batches)
        {
            if (batch.Confirm())
            {
                queue.MarkPublished(batch);
            }
        }

        metrics.Produced(pack.Queue);
    }

    private void Trace(OutgoingPack pack, DateTimeOffset start)
    {
        ActivityContext first = default;
        foreach (var job in pack.Jobs)
        {
            if (!SampledTrace.TryGet(JobTracing.Source, job.TraceParent, out var context))
            {
                continue;
            }

            // A message can carry jobs of several traces: their spans are linked to the first one.
            JobTracing.Record(
                $"publish {pack.Queue}", ActivityKind.Producer, job.TraceParent, job.Id, job.Attempt, start, Time.GetUtcNow(),
                first.TraceId == context.TraceId ? default : first);
            first = first == default ? context : first;
        }
    }

    private async Task WatchAsync(ConfirmedChannel channel, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), Time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (channel.BreakIfLate(options.Value.ConfirmTimeout))
            {
                return;
            }
        }
    }

    [LoggerMessage(20, LogLevel.Warning, "The RabbitMQ channel failed; its unconfirmed messages are published again", EventName = "relay_channel_given_up")]
    private partial void ChannelFailed();
}
