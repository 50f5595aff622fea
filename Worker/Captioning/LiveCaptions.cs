using Platform.Captions.Formats;
using Platform.Captions.Layout;
using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;
using Platform.Speech.Words;

namespace Platform.Worker.Captioning;

/// <summary>
/// Captions of a job that still runs, as an object that is written anew when there is more: up to the first part that is not done, so that what
/// was read once stays. The last cue may still change. The job does not need it: what cannot be written is left out.
/// </summary>
/// <param name="store">Where the object goes.</param>
/// <param name="jobId">Of which job.</param>
/// <param name="style">How cues look.</param>
/// <param name="durationSeconds">Length of the recording.</param>
/// <param name="inMedia">From a word of the sound to one of the recording.</param>
/// <param name="readable">Told how many cues can be read.</param>
/// <param name="notWritten">Told the first time that they cannot be written.</param>
/// <param name="time">The clock.</param>
internal sealed class LiveCaptions(
    IObjectStore store, Guid jobId, CaptionStyle? style, double durationSeconds, Func<CaptionWord, CaptionWord> inMedia, Action<int> readable, Action notWritten, TimeProvider time) : IDisposable
{
    // All is arranged anew each time: of twelve hours that takes a second, of which there may be thousands.
    private const int RestFactor = 20;
    private static readonly TimeSpan _minRest = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SortedDictionary<int, IReadOnlyList<CaptionWord>> _later = [];
    private readonly List<CaptionWord> _words = [];
    private IReadOnlyList<CaptionWord> _before = [];
    private int _next;
    private int _written;
    private long _writtenAt = time.GetTimestamp();
    private TimeSpan _rest = TimeSpan.Zero;
    private bool _isLate;

    /// <summary>A part is done.</summary>
    /// <param name="part">Its index.</param>
    /// <param name="words">Its words in seconds of the sound.</param>
    /// <param name="language">Of the captions; BCP 47 tag.</param>
    /// <param name="isStored">Whether an earlier attempt did it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task AddAsync(int part, IReadOnlyList<CaptionWord> words, string language, bool isStored, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _later[part] = words;
            while (_later.Remove(_next, out var ready))
            {
                _before = PartEdges.Continue(_before, ready);
                _words.AddRange(_before.Select(inMedia));
                _next++;
            }
        }

        // An earlier attempt has written what it did: what is read is not to grow again from its first part on. Whoever writes takes what others have
        // added by then; the next part brings along what was left out.
        if (!isStored && await _writing.WaitAsync(0, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await WriteAsync(language, isLast: false, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _writing.Release();
            }
        }
    }

    /// <summary>All parts are done: what was left out is written, whenever the last time was.</summary>
    /// <param name="language">Of the captions; BCP 47 tag.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task FlushAsync(string language, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await WriteAsync(language, isLast: true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private async Task WriteAsync(string language, bool isLast, CancellationToken cancellationToken)
    {
        CaptionWord[] words;
        lock (_lock)
        {
            if (_words.Count == _written || (!isLast && time.GetElapsedTime(_writtenAt) < _rest))
            {
                return;
            }

            words = [.. _words];
        }

        var began = time.GetTimestamp();
        // Without the words: they are most of it, and who reads along reads lines.
        CaptionCue[] cues = [.. CueLayout.Arrange(words, durationSeconds, style, language).Select(static cue => cue with { Words = null })];
        var document = new CaptionDocument(language, Math.Round(durationSeconds, 3), Revision: 0, cues);
        using var json = new MemoryStream(CaptionWriter.WriteUtf8(document, CaptionFormat.Json), writable: false);
        var isWritten = await PutAsync(json, cancellationToken).ConfigureAwait(false);
        _writtenAt = time.GetTimestamp();
        var rest = time.GetElapsedTime(began) * RestFactor;
        _rest = rest > _minRest ? rest : _minRest;
        if (isWritten)
        {
            _written = words.Length;
            readable(cues.Length);
        }
    }

    private async Task<bool> PutAsync(MemoryStream json, CancellationToken cancellationToken)
    {
        try
        {
            await store.PutAsync(ObjectKeys.LiveCaptions(jobId), json, limits: null, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (!_isLate)
            {
                _isLate = true;
                notWritten();
            }

            return false;
        }
    }
}
