using Platform.Captions.Formats;
using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;
using Platform.Worker.Captioning;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Captioning;

public sealed class LiveCaptionsTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Written _written = new();
    private readonly List<int> _counts = [];
    private readonly LiveCaptions _live;
    private int _complaints;

    public LiveCaptionsTests() => _live = new LiveCaptions(
        _written, Guid.CreateVersion7(), style: null, durationSeconds: 100, word => word with { Start = word.Start + 1, End = word.End + 1 }, _counts.Add, () => _complaints++, _time);

    public void Dispose() => _live.Dispose();

    [Fact]
    public async Task Live_lines_have_recording_times_without_words_and_no_duplicates_at_edges_of_parts()
    {
        await AddAsync(1, [.. Said(10, 0.1, "the", "whole", "wide", "world"), .. Said(11, 1, "is", "here.")]);
        _written.Texts.ShouldBeEmpty("the part before is not done");
        await AddAsync(0, Said(2, 1, "Hello", "to", "the", "whole", "wide", "world"));
        _written.Texts.ShouldHaveSingleItem().ShouldBe("Hello to the whole wide world is here.");
        _written.Last!.Cues.ShouldAllBe(cue => cue.Words == null);
        _written.Last.Cues[0].Start.ShouldBe(3, 0.5);
        _counts.ShouldBe([_written.Last.Cues.Count]);
    }

    [Fact]
    public async Task Another_attempt_keeps_the_published_captions()
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        await AddAsync(0, Said(2, 1, "One."), isStored: true);
        await AddAsync(1, Said(12, 1, "Two."), isStored: true);
        _written.Texts.ShouldBeEmpty();
        _time.Advance(TimeSpan.FromMinutes(1));
        await AddAsync(2, Said(22, 1, "Three."), isStored: true);
        _written.Texts.ShouldBeEmpty("the attempt before has written as much");
        await AddAsync(3, Said(32, 1, "Four."));
        _written.Texts.ShouldBe(["One. Two. Three. Four."]);
    }

    [Fact]
    public async Task A_flush_writes_pending_lines_once()
    {
        await AddAsync(0, Said(2, 1, "One."));
        await AddAsync(1, Said(12, 1, "Two."));
        _written.Texts.ShouldBe(["One."]);
        await _live.FlushAsync("en", default);
        await _live.FlushAsync("en", default);
        _written.Texts.ShouldBe(["One.", "One. Two."]);
    }

    [Fact]
    public async Task A_storage_failure_does_not_fail_the_job()
    {
        _written.Fails = true;
        await AddAsync(0, Said(2, 1, "One."));
        await _live.FlushAsync("en", default);
        _complaints.ShouldBe(1);
        _counts.ShouldBeEmpty();
        _written.Fails = false;
        await _live.FlushAsync("en", default);
        _written.Texts.ShouldBe(["One."]);
    }

    private Task AddAsync(int part, CaptionWord[] words, bool isStored = false) => _live.AddAsync(part, words, "en", isStored, default);

    private static CaptionWord[] Said(double start, double each, params string[] words) =>
        [.. words.Select((word, i) => new CaptionWord(word, start + (i * each), start + ((i + 0.9) * each), 0.9))];

    /// <summary>Keeps what is written.</summary>
    private sealed class Written : IObjectStore
    {
        public bool Fails { get; set; }

        public List<string> Texts { get; } = [];

        public CaptionDocument? Last { get; private set; }

        public async Task<ObjectInfo> PutAsync(string key, Stream content, PutLimits? limits = null, CancellationToken cancellationToken = default)
        {
            if (Fails)
            {
                throw new OperationCanceledException("A client's own timeout.");
            }

            var read = await CaptionWriter.ReadJsonAsync(content, cancellationToken);
            Last = read;
            Texts.Add(string.Join(' ', read.Cues.Select(static cue => cue.Text.Replace('\n', ' '))));
            return new ObjectInfo(key, content.Length, default, "1");
        }

        public Task<ObjectInfo> ComposeAsync(string key, IReadOnlyList<string> parts, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<ObjectContent?> OpenReadAsync(string key, ByteRange? range = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task DeleteAsync(string key, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<int> DeletePrefixAsync(string prefix, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
