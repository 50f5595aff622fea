using Platform.Captions.Formats;
using Platform.Captions.Layout;
using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;

namespace Platform.Worker.Captioning;

/// <summary>
/// Captions of a job that still runs, as an object that is written anew when there is more: up to the first part that is not done, so that what
/// was read once stays. The last cue may still change.
/// </summary>
/// <param name="store">Where the object goes.</param>
/// <param name="jobId">Of which job.</param>
/// <param name="style">How cues look.</param>
/// <param name="durationSeconds">Length of the recording.</param>
/// <param name="readable">Told how many cues can be read.</param>
/// <param name="time">The clock.</param>
internal sealed class LiveCaptions(IObjectStore store, Guid jobId, CaptionStyle? style, double durationSeconds, Action<int> readable, TimeProvider time) : IDisposable
{
    // All is arranged anew each time: of twelve hours that takes a second, of which there may be thousands.
    private const int RestFactor = 20;
    private static readonly TimeSpan _shortestRest = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SortedDictionary<int, IReadOnlyList<CaptionWord>> _later = [];
    private readonly List<CaptionWord> _words = [];
    private int _next;
    private int _written;
    private long _writtenAt = time.GetTimestamp();
    private TimeSpan _rest = TimeSpan.Zero;

    /// <summary>A part is done.</summary>
    /// <param name="part">Its index.</param>
    /// <param name="words">Its words at presentation time.</param>
    /// <param name="language">Of the captions; BCP 47 tag.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task AddAsync(int part, IReadOnlyList<CaptionWord> words, string language, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _later[part] = words;
            while (_later.Remove(_next, out var ready))
            {
                _words.AddRange(ready);
                _next++;
            }
        }

        // Whoever writes takes what others have added by then; the next part brings along what was left out.
        if (await _writing.WaitAsync(0, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await WriteAsync(language, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _writing.Release();
            }
        }
    }

    public void Dispose() => _writing.Dispose();

    private async Task WriteAsync(string language, CancellationToken cancellationToken)
    {
        CaptionWord[] words;
        lock (_lock)
        {
            if (_words.Count == _written || time.GetElapsedTime(_writtenAt) < _rest)
            {
                return;
            }

            words = [.. _words];
        }

        var began = time.GetTimestamp();
        var cues = CueLayout.Arrange(words, durationSeconds, style, language);
        var document = new CaptionDocument(language, Math.Round(durationSeconds, 3), Revision: 0, cues);
        using var json = new MemoryStream(CaptionWriter.WriteUtf8(document, CaptionFormat.Json), writable: false);
        await store.PutAsync(ObjectKeys.LiveCaptions(jobId), json, limits: null, cancellationToken).ConfigureAwait(false);
        _written = words.Length;
        _writtenAt = time.GetTimestamp();
        var rest = time.GetElapsedTime(began) * RestFactor;
        _rest = rest > _shortestRest ? rest : _shortestRest;
        readable(cues.Count);
    }
}
