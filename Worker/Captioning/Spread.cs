using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Platform.Contracts.Recognition;
using Platform.Worker.Kinds;
using Platform.Worker.Recognition;

namespace Platform.Worker.Captioning;

/// <summary>
/// Gives out the parts of a recording: those to recognise here, and those that other workers have recognised meanwhile. Blocks are offered as long as
/// other workers have slots, and their sound is stored for them. Without help, or without answers of JobManager, all parts are given out to be recognised
/// here.
/// </summary>
/// <param name="run">The attempt.</param>
/// <param name="sharing">Offers blocks.</param>
/// <param name="sound">The sound of the recording.</param>
/// <param name="language">The spoken language.</param>
/// <param name="slots">The number of parts that are recognised here at a time, at least 1.</param>
/// <param name="time">The clock.</param>
internal sealed class Spread(CaptionsRun run, BlockSharing sharing, SoundToRecognise sound, DetectedLanguage language, int slots, TimeProvider time)
{
    /// <summary>The number of parts that may be taken beyond the slots: those of others need no slot.</summary>
    public const int Beyond = 4;

    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_periodAlone = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_maxSilence = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly BlockBoard _board = new(slots);
    private readonly Channel<bool> _changed = NewSignal();
    private readonly Channel<bool> _toSend = NewSignal();
    private int _busy;
    private long _answeredAt = time.GetTimestamp();
    private bool _isStopped;

    /// <summary>Returns each part once, as soon as it can be taken.</summary>
    /// <param name="found">The parts, in order, as they are found.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async IAsyncEnumerable<GivenPart> RunAsync(IAsyncEnumerable<FoundPart> found, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadAsync(found, ended.Token);
        Task[] all = [reading, ListenAsync(ended.Token), SendAsync(ended.Token)];
        try
        {
            while (Next() is { IsEnd: false } step)
            {
                if (step.Part is { } part)
                {
                    yield return new GivenPart(part, step.IsReceived);
                }
                else if (step.HasClaimed)
                {
                    _toSend.Writer.TryWrite(true);
                }
                else
                {
                    await WaitAsync(_changed, s_period, cancellationToken);
                    await ThrowIfFailedAsync(reading);
                }
            }

            await reading;
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Records that the work on a part has ended.</summary>
    public void Ended(GivenPart given)
    {
        if (!given.IsReceived)
        {
            lock (_lock)
            {
                _busy--;
            }

            _changed.Writer.TryWrite(true);
        }
    }

    private static Channel<bool> NewSignal() => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    // Parts that cannot be found end the attempt, whatever else is under way.
    private static async Task ThrowIfFailedAsync(Task reading)
    {
        if (reading.IsFaulted || reading.IsCanceled)
        {
            await reading;
        }
    }

    private async Task WaitAsync(Channel<bool> signal, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await signal.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing has changed for a while.
        }
    }

    private BoardStep Next()
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_answeredAt) > s_maxSilence)
            {
                _board.ReclaimAll();
            }

            var step = _board.Next(hasRoom: _busy < slots);
            _busy += step is { Part: not null, IsReceived: false } ? 1 : 0;
            return step;
        }
    }

    private async Task ReadAsync(IAsyncEnumerable<FoundPart> found, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var part in found.WithCancellation(cancellationToken))
            {
                var isDone = run.Job.Assignment.Attempt > 1 && await run.Work.ExistsAsync(run.Work.Part(part.Index), cancellationToken);
                lock (_lock)
                {
                    _board.Add(part, isDone);
                }

                _changed.Writer.TryWrite(true);
                _toSend.Writer.TryWrite(true);
            }

            lock (_lock)
            {
                _board.Complete();
            }
        }
        finally
        {
            _changed.Writer.TryWrite(true);
            _toSend.Writer.TryWrite(true);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await foreach (var states in sharing.Answers.ReadAllAsync(cancellationToken))
        {
            lock (_lock)
            {
                _answeredAt = time.GetTimestamp();
                _board.Apply(states);
            }

            _changed.Writer.TryWrite(true);
            _toSend.Writer.TryWrite(true);
        }
    }

    /// <summary>Sends offers: at once when something has changed, and from time to time, because answers can be lost.</summary>
    private async Task SendAsync(CancellationToken cancellationToken)
    {
        var sentAt = time.GetTimestamp();
        var (offered, wasAsked) = ("", false);
        while (true)
        {
            await StoreNewAsync(cancellationToken);
            var (blocks, isWorthwhile, period) = Read();
            var now = string.Join(',', blocks);
            if (isWorthwhile && (now != offered || !wasAsked || time.GetElapsedTime(sentAt) >= period))
            {
                (offered, wasAsked, sentAt) = (now, true, time.GetTimestamp());
                await OfferAsync(cancellationToken);
            }

            await WaitAsync(_toSend, period, cancellationToken);
        }
    }

    private (IReadOnlyList<int> Blocks, bool IsWorthwhile, TimeSpan Period) Read()
    {
        lock (_lock)
        {
            return (_board.Offered, _board.IsWorthwhile, _board.HasHelp ? s_period : s_periodAlone);
        }
    }

    private async Task OfferAsync(CancellationToken cancellationToken)
    {
        var sequence = sharing.NextSequence();
        IReadOnlyList<int> blocks;
        lock (_lock)
        {
            _board.Sending(sequence);
            blocks = _board.Offered;
        }

        await sharing.OfferAsync(sequence, blocks, cancellationToken);
    }

    private async Task StoreNewAsync(CancellationToken cancellationToken)
    {
        List<OfferedBlock> formed;
        lock (_lock)
        {
            formed = _isStopped ? [] : _board.Form();
        }

        foreach (var block in formed)
        {
            try
            {
                await StoreAsync(block, cancellationToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // The job does not depend on help.
                if (!_isStopped)
                {
                    run.Job.Log("warning", "Parts cannot be stored for other workers: all are recognised by one.");
                }

                lock (_lock)
                {
                    _isStopped = true;
                    _board.Reclaim(block);
                }

                _changed.Writer.TryWrite(true);
            }
        }
    }

    private async Task StoreAsync(OfferedBlock block, CancellationToken cancellationToken)
    {
        var (first, last) = (block.Parts[0], block.Parts[^1]);
        var from = (long)Math.Floor(first.Start * SoundToRecognise.SampleRate);
        var to = (long)Math.Ceiling((last.Start + last.Seconds) * SoundToRecognise.SampleRate) + 1;
        var samples = new byte[(to - from) * sizeof(short)];
        int count;
        await using (var file = new FileStream(sound.Samples, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.Asynchronous))
        {
            file.Position = from * sizeof(short);

            // The sound may end before its last part does.
            count = await file.ReadAtLeastAsync(samples, samples.Length, throwOnEndOfStream: false, cancellationToken);
        }

        using var content = new MemoryStream(samples, 0, count, writable: false);
        await run.Work.WriteAsync(run.Work.BlockSound(block.First), content, cancellationToken);
        await run.Work.WriteAsync(
            run.Work.Block(block.First),
            new SoundBlock(
                (double)from / SoundToRecognise.SampleRate,
                (double)(to - from) / SoundToRecognise.SampleRate,
                block.Parts,
                run.Engine.Recogniser.Name,
                language.Tag,
                language.Probability,
                sound.Wish.Terms,
                sound.Wish.Translate,
                sound.Wish.Sounds),
            CaptioningJson.Default.SoundBlock,
            cancellationToken);
    }
}

/// <summary>Represents a part that is given out.</summary>
/// <param name="Part">The part.</param>
/// <param name="IsReceived">Whether another worker has recognised it, so that its words are stored.</param>
internal readonly record struct GivenPart(FoundPart Part, bool IsReceived = false);
