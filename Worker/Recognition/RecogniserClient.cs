using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Platform.Contracts.PublicApi;
using Platform.Contracts.Recognition;
using Platform.ServiceDefaults.Texts;
using Platform.Worker.Processes;

namespace Platform.Worker.Recognition;

/// <summary>
/// Communicates with the recogniser's program: sends commands to its input, and passes the events on its output to the waiting calls.
/// </summary>
/// <param name="input">The input of the program.</param>
/// <param name="output">The output of the program.</param>
/// <param name="maxParts">An upper bound of the number of parts.</param>
/// <param name="time">The clock.</param>
internal sealed class RecogniserClient(Stream input, Stream output, int maxParts, TimeProvider time) : IDisposable
{
    // A program without progress for longer hangs or gets too little CPU: a part is at most 29 s of sound, and may be decoded several times.
    private static readonly TimeSpan s_maxPart = TimeSpan.FromMinutes(12);
    private static readonly TimeSpan s_maxLoading = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_maxEndingTime = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _left = new();
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<bool> _hello = NewAnswer<bool>();
    private readonly TaskCompletionSource<ReadyEvent> _ready = NewAnswer<ReadyEvent>();
    private readonly Dictionary<int, TaskCompletionSource<LanguageEvent>> _languages = [];
    private readonly Dictionary<int, PartInWork> _parts = [];
    private readonly Channel<FoundPart> _found = Channel.CreateBounded<FoundPart>(new BoundedChannelOptions(maxParts) { SingleWriter = true });
    private TaskCompletionSource<SpeakersLabelledEvent>? _speakersLabelled;
    private RecogniserExitedException? _gone;
    private Task _reading = Task.CompletedTask;
    private SearchProgress _search;
    private EndedEvent? _ended;

    /// <summary>Gets the progress of the search for speech.</summary>
    public SearchProgress Search
    {
        get
        {
            lock (_lock)
            {
                return _search;
            }
        }
    }

    /// <summary>Gets whether the program is running.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_lock)
            {
                return _gone is null;
            }
        }
    }

    /// <summary>Waits for something other than the program, such as a slot of the machine, for as long as the program runs.</summary>
    /// <exception cref="RecogniserExitedException">The program has ended.</exception>
    public async Task<T> WhileRunningAsync<T>(Func<CancellationToken, ValueTask<T>> wait, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _left.Token);
        try
        {
            return await wait(either.Token);
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RecogniserExitedException(_gone!.Message);
        }
    }

    /// <summary>Returns the parts as they are found.</summary>
    /// <exception cref="ChildTimeoutException">The search makes no progress.</exception>
    public async IAsyncEnumerable<FoundPart> PartsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await WaitWhileProgressingAsync(_found.Reader.WaitToReadAsync(cancellationToken).AsTask(), () => Search.Seconds, cancellationToken))
        {
            while (_found.Reader.TryRead(out var part))
            {
                yield return part;
            }
        }
    }

    /// <summary>Starts to read the output.</summary>
    /// <returns>Whether the program started at all; if it did not, its exit shows why.</returns>
    /// <exception cref="RecogniserExitedException">The first event is not the one that reports its start.</exception>
    public async Task<bool> BeginAsync(CancellationToken cancellationToken)
    {
        _reading = ReadAsync();
        return await WaitAsync(_hello.Task, s_maxLoading, cancellationToken);
    }

    /// <summary>Sends the sound to recognise. The search for speech starts, and the model is loaded at the same time.</summary>
    public Task StartAsync(StartCommand start, CancellationToken cancellationToken) => SendAsync(new RecogniserCommand(Start: start), cancellationToken);

    /// <summary>Waits until the model is loaded.</summary>
    public async Task ReadyAsync(CancellationToken cancellationToken) => await WaitAsync(_ready.Task, s_maxLoading, cancellationToken);

    /// <summary>Requests the language of a part.</summary>
    public async Task<LanguageEvent> DetectAsync(int part, CancellationToken cancellationToken)
    {
        var answer = NewAnswer<LanguageEvent>();
        Expect(() => _languages.Add(part, answer));
        await SendAsync(new RecogniserCommand(Detect: new PartCommand(part)), cancellationToken);
        return await WaitAsync(answer.Task, s_maxPart, cancellationToken);
    }

    /// <summary>Requests the words of a part.</summary>
    public async Task<IReadOnlyList<CaptionWord>> RecogniseAsync(int part, string language, CancellationToken cancellationToken)
    {
        var work = new PartInWork();
        Expect(() => _parts.Add(part, work));
        await SendAsync(new RecogniserCommand(Recognise: new RecogniseCommand(part, language)), cancellationToken);
        return await WaitWhileProgressingAsync(work.Answer.Task, () => work.Decodings, cancellationToken);
    }

    /// <summary>Requests the speaker of each word.</summary>
    public async Task<SpeakersLabelledEvent> LabelSpeakersAsync(LabelSpeakersCommand command, TimeSpan longest, CancellationToken cancellationToken)
    {
        var answer = NewAnswer<SpeakersLabelledEvent>();
        Expect(() => _speakersLabelled = answer);
        await SendAsync(new RecogniserCommand(LabelSpeakers: command), cancellationToken);
        return await WaitAsync(answer.Task, longest, cancellationToken);
    }

    /// <summary>Ends the program, and waits for its last event.</summary>
    /// <returns>The resources that it used; null if it did not report them.</returns>
    public async Task<EndedEvent?> EndAsync(CancellationToken cancellationToken)
    {
        await SendAsync(new RecogniserCommand(End: new EndCommand()), cancellationToken);
        return await WaitAsync(EndedAsync(), s_maxEndingTime, cancellationToken);
    }

    public void Dispose()
    {
        _writing.Dispose();
        _left.Dispose();
    }

    private async Task<EndedEvent?> EndedAsync()
    {
        await _reading;
        return _ended;
    }

    private static TaskCompletionSource<T> NewAnswer<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<T> WaitAsync<T>(Task<T> answer, TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.WaitAsync(longest, time, cancellationToken);
        }
        catch (TimeoutException error)
        {
            throw new ChildTimeoutException("The recogniser", error);
        }
    }

    // Waits for as long as a number grows: at most twice the time that it may remain unchanged.
    private async Task<T> WaitWhileProgressingAsync<T>(Task<T> answer, Func<double> progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = progress();
            try
            {
                return await WaitAsync(answer, s_maxPart, cancellationToken);
            }
            catch (ChildTimeoutException) when (progress() > before)
            {
                // There was progress.
            }
        }
    }

    private void Expect(Action add)
    {
        lock (_lock)
        {
            if (_gone is { } gone)
            {
                throw new RecogniserExitedException(gone.Message);
            }

            add();
        }
    }

    private async Task SendAsync(RecogniserCommand command, CancellationToken cancellationToken)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(command, RecognitionJson.Default.RecogniserCommand), (byte)'\n'];
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await input.WriteAsync(line, cancellationToken);
            await input.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            // The program has ended; the end of its output shows why.
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        var reason = "It ended without any output.";
        var hasEnded = false;
        try
        {
            using var lines = new BoundedLines(output);
            while (await lines.ReadAsync() is { } line)
            {
                if (JsonSerializer.Deserialize(line, RecognitionJson.Default.RecogniserEvent) is not { } recogniserEvent)
                {
                    throw new JsonException("A line is empty.");
                }

                if (recogniserEvent.Failed is { Part: null } failed)
                {
                    reason = failed.Reason;
                }

                Take(recogniserEvent);
            }

            hasEnded = true;
        }
        catch (Exception error)
        {
            // Whatever the error is, the waiting calls have to fail.
            reason = $"Its output cannot be parsed: {error.Message}";
        }

        Leave(new RecogniserExitedException(StorableText.Clean(reason, ProtocolLimits.MaxReason)), hasEnded);
        try
        {
            await _left.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The conversation has ended.
        }
    }

    private void Take(RecogniserEvent recogniserEvent)
    {
        lock (_lock)
        {
            switch (recogniserEvent)
            {
                case { Hello: { } hello }:
                    _hello.TrySetResult(hello.Version == ProtocolLimits.Version ? true : throw new InvalidDataException("It is of another version."));
                    break;
                case { Ready: { } ready }:
                    _ready.TrySetResult(ready);
                    break;
                case { Part: { } part }:
                    _search = _search with { Parts = _search.Parts + 1, PartSeconds = _search.PartSeconds + part.Seconds, Seconds = Math.Max(_search.Seconds, part.Start + part.Seconds) };
                    _ = part.Index == _search.Parts - 1 && _found.Writer.TryWrite(part) ? true : throw new InvalidDataException("It reported an impossible part.");
                    break;
                case { Searched: { } searched }:
                    _search = _search with { Seconds = Math.Max(_search.Seconds, searched.Seconds), HasEnded = searched.End };
                    if (searched.End)
                    {
                        _found.Writer.TryComplete();
                    }

                    break;
                case { Language: { } language } when _languages.Remove(language.Part, out var asked):
                    asked.TrySetResult(language);
                    break;
                case { Decoding: { } decoding } when _parts.TryGetValue(decoding.Part, out var decoded):
                    decoded.Decodings++;
                    break;
                case { Words: { } words } when _parts.TryGetValue(words.Part, out var work):
                    work.Take(words);
                    if (words.Last)
                    {
                        _parts.Remove(words.Part);
                    }

                    break;
                case { SpeakersLabelled: { } labelled }:
                    _speakersLabelled?.TrySetResult(labelled);
                    break;
                case { Ended: { } ended }:
                    _ended = ended;
                    break;
                case { Failed: { Part: { } of, Reason: var why } }:
                    var failure = new RecogniserExitedException(StorableText.Clean(why, ProtocolLimits.MaxReason));
                    _ = _languages.Remove(of, out var waiting) && waiting.TrySetException(failure);
                    _ = _parts.Remove(of, out var unfinished) && unfinished.Answer.TrySetException(failure);
                    break;
                case { Failed: { Reason: var why } }:
                    // Calls without a part: speakers, and the last event, which the end of the output completes.
                    _speakersLabelled?.TrySetException(new RecogniserExitedException(StorableText.Clean(why, ProtocolLimits.MaxReason)));
                    break;
                default:
                    throw new InvalidDataException("It sent an unexpected event.");
            }
        }
    }

    private void Leave(RecogniserExitedException gone, bool hasEnded)
    {
        lock (_lock)
        {
            _gone = gone;
            if (hasEnded)
            {
                _hello.TrySetResult(false);
            }
            else
            {
                Fail(_hello, gone);
            }

            Fail(_ready, gone);
            _found.Writer.TryComplete(gone);
            foreach (var asked in _languages.Values)
            {
                Fail(asked, gone);
            }

            foreach (var work in _parts.Values)
            {
                Fail(work.Answer, gone);
            }

            if (_speakersLabelled is { } pending)
            {
                Fail(pending, gone);
            }
        }
    }

    // If no call waits, the exception is observed here.
    private static void Fail<T>(TaskCompletionSource<T> answer, RecogniserExitedException gone)
    {
        answer.TrySetException(gone);
        _ = answer.Task.Exception;
    }

    private sealed class PartInWork
    {
        private readonly List<CaptionWord> _words = [];

        public TaskCompletionSource<IReadOnlyList<CaptionWord>> Answer { get; } = NewAnswer<IReadOnlyList<CaptionWord>>();

        /// <summary>Gets or sets how many times the part was decoded.</summary>
        public int Decodings { get; set; }

        public void Take(WordsEvent words)
        {
            foreach (var word in words.Words.Take(ProtocolLimits.MaxWords))
            {
                var text = StorableText.Clean(word.Text, ProtocolLimits.MaxWord);
                if (text.Length > 0 && double.IsFinite(word.Start) && double.IsFinite(word.End))
                {
                    _words.Add(word with { Text = text, Speaker = null });
                }
            }

            if (words.Last)
            {
                Answer.TrySetResult(_words);
            }
        }
    }
}

/// <summary>Thrown when the recogniser's program has ended, or failed to execute a command.</summary>
internal sealed class RecogniserExitedException(string reason) : Exception(reason);
