using Platform.Captions.Formats;
using Platform.Captions.Layout;
using Platform.Contracts.PublicApi;
using Platform.Speech.Words;

namespace Platform.Worker.Captioning;

/// <summary>
/// Publishes the captions of a running job as an object that is rewritten as the job advances. It contains the parts up to the first that is not
/// done, so that published cues do not change, except for the last one. The job does not depend on it: failures to write are ignored.
/// </summary>
/// <param name="work">The objects of the job.</param>
/// <param name="style">The style of the cues.</param>
/// <param name="durationSeconds">The length of the recording.</param>
/// <param name="inMedia">Converts the times of a word from the sound to the recording.</param>
/// <param name="readable">Called with the number of cues that can be read.</param>
/// <param name="notWritten">Called the first time that writing fails.</param>
/// <param name="time">The clock.</param>
internal sealed class LiveCaptions(
    WorkObjects work, CaptionStyle? style, double durationSeconds, Func<CaptionWord, CaptionWord> inMedia, Action<int> readable, Action notWritten, TimeProvider time)
    : IDisposable
{
    // All cues are laid out anew each time. For twelve hours of sound that takes a second, which thousands of parts would repeat.
    private const int RestFactor = 20;
    private static readonly TimeSpan s_minRest = TimeSpan.FromSeconds(1);

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

    /// <summary>Adds the words of a finished part.</summary>
    /// <param name="part">The index of the part.</param>
    /// <param name="words">The words in seconds of the sound.</param>
    /// <param name="language">The language of the captions; BCP 47 tag.</param>
    /// <param name="isStored">Whether an earlier attempt recognised the part.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
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

        // Stored parts are not published one by one, because the earlier attempt published them already. The current writer includes parts that
        // others have added in the meantime; anything later is included with the next part.
        if (!isStored && await _writing.WaitAsync(0, cancellationToken))
        {
            try
            {
                await WriteAsync(language, isLast: false, cancellationToken);
            }
            finally
            {
                _writing.Release();
            }
        }
    }

    /// <summary>Publishes all parts at the end, regardless of the time of the last write.</summary>
    /// <param name="language">The language of the captions; BCP 47 tag.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public async Task FlushAsync(string language, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await WriteAsync(language, isLast: true, cancellationToken);
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
        // Without the words: they are most of the data, and readers see lines only.
        CaptionCue[] cues = [.. CueLayout.Arrange(words, durationSeconds, style, language).Select(static cue => cue with { Words = null })];
        var document = new CaptionDocument(language, Math.Round(durationSeconds, 3), Revision: 0, cues);
        using var json = new MemoryStream(CaptionWriter.WriteUtf8(document, CaptionFormat.Json), writable: false);
        var isWritten = await PutAsync(json, cancellationToken);
        _writtenAt = time.GetTimestamp();
        var rest = time.GetElapsedTime(began) * RestFactor;
        _rest = rest > s_minRest ? rest : s_minRest;
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
            await work.WriteLiveAsync(json, cancellationToken);
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
