using System.Diagnostics;
using Microsoft.Extensions.Options;
using Platform.JobManager.Telemetry;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Telemetry;
using RabbitMQ.Client;

namespace Platform.JobManager.Dispatch;

/// <summary>Publishes due jobs: takes all batches that wait, packs their jobs and sends the messages without waiting for each confirm.</summary>
internal sealed class Relay(
    RabbitMqConnection rabbit,
    RelayQueue queue,
    TurnQueue turns,
    IOptions<DispatchOptions> options,
    JobMetrics metrics,
    TimeProvider time,
    ILogger<Relay> logger) : Loop(time, logger)
{
    private const int MaxUnconfirmed = 2000;
    private const int MaxJobsAtOnce = 4000;
    private const int MaxPackBytes = 256 * 1024;

    /// <summary>What is taken at once has to be small beside what may wait.</summary>
    private const int MaxBytesAtOnce = 16 * 1024 * 1024;

    private readonly List<DueBatch> _waiting = [];
    private readonly List<DueBatch> _needTurn = [];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The intake ends first: RunAsync then publishes what is left and returns, before the loop is cancelled.
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

        IConnection connection = await rabbit.GetAsync(cancellationToken);
        await using ConfirmedChannel channel = await ConfirmedChannel.OpenAsync(connection, Time, MaxUnconfirmed, OnConfirmed, cancellationToken);
        await BrokerTopology.DeclareAsync(channel.Channel, cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, channel.Broken);
        Task watch = WatchAsync(channel, ended.Token);
        try
        {
            await PublishAsync(channel, ended.Token);
            await channel.DrainAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            RelayLog.ChannelGivenUp(Logger);
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
            long bytes = Take();
            try
            {
                await PublishAsync(channel, writer, cancellationToken);
            }
            finally
            {
                queue.Released(bytes);
            }
        }
    }

    private async Task PublishAsync(ConfirmedChannel channel, PackWriter writer, CancellationToken cancellationToken)
    {
        List<OutgoingPack> packs = PackBuilder.Build(_waiting, options.Value.PackSize, MaxPackBytes);
        _waiting.ForEach(batch => batch.Forget());
        _waiting.Clear();

        // After all of their messages are counted, or the first end would settle them.
        _needTurn.ForEach(turns.Add);
        foreach (OutgoingPack pack in packs)
        {
            DateTimeOffset start = Time.GetUtcNow();
            await channel.PublishAsync(pack, writer.Write(pack.Jobs), cancellationToken);
            Trace(pack, start);

            // Thousands of messages wait for their confirms: what is in them is the client's from here on.
            pack.Jobs.Clear();
        }
    }

    /// <returns>How many bytes of jobs were taken, to be released when they are published or given up.</returns>
    private long Take()
    {
        _waiting.Clear();
        _needTurn.Clear();
        int jobs = 0;
        long bytes = 0;
        DateTimeOffset now = Time.GetUtcNow();
        while (jobs < MaxJobsAtOnce && bytes < MaxBytesAtOnce && queue.Due.TryRead(out DueBatch? batch))
        {
            bytes += batch.Bytes;

            // A claim that ran out while the broker was away is another replica's by now, or this one's again later.
            if (batch.ClaimedUntil <= now)
            {
                continue;
            }

            if (batch.NeedTurn.Count > 0)
            {
                batch.Opened();
                _needTurn.Add(batch);
            }

            if (batch.Jobs.Count > 0)
            {
                jobs += batch.Jobs.Count;
                _waiting.Add(batch);
            }
            else if (batch.NeedTurn.Count == 0)
            {
                queue.Settled(batch);
            }
        }

        return bytes;
    }

    private void OnConfirmed(OutgoingPack pack)
    {
        foreach (DueBatch batch in pack.Batches)
        {
            if (batch.Confirmed())
            {
                queue.Settled(batch);
            }
        }

        metrics.Produced(pack.Queue);
    }

    private void Trace(OutgoingPack pack, DateTimeOffset start)
    {
        ActivityContext first = default;
        foreach (DueJob job in pack.Jobs)
        {
            if (!SampledTrace.TryGet(JobTracing.Source, job.TraceParent, out ActivityContext context))
            {
                continue;
            }

            // Jobs of other traces that travel in the same message are told by a link.
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
}
