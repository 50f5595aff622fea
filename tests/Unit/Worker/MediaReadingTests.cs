using System.Text;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Files;
using Platform.Worker.Kinds;
using Platform.Worker.Media;
using Platform.Worker.Processes;
using Platform.Worker.Splitting;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker;

public sealed class MediaReadingTests
{
    [Fact]
    public async Task A_line_without_end_takes_no_more_than_its_bound()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var lines = new BoundedLines(new Endless(100 << 20));
        var first = (await lines.ReadAsync())!;
        first.Length.ShouldBe(BoundedLines.MaxChars);
        (await lines.ReadAsync()).ShouldBe("end");
        (await lines.ReadAsync()).ShouldBeNull();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\r\nb\n\nc\n", new[] { "a", "b", "", "c" })]
    public async Task Lines_are_what_stands_between_line_ends(string text, string[] expected)
    {
        using var lines = new BoundedLines(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        List<string> read = [];
        while (await lines.ReadAsync() is { } line)
        {
            read.Add(line);
        }

        read.ShouldBe(expected);
    }

    [Fact]
    public void A_report_loses_the_end_of_a_long_value_and_nothing_else()
    {
        var report = new ProbeReport();
        foreach (var line in (string[])
            [
                "streams.stream.0.index=0", "streams.stream.0.codec_type=\"audio\"", "streams.stream.0.channels=2", "streams.stream.0.sample_rate=\"48000\"",
                "streams.stream.0.start_time=\"-0.007000\"", "streams.stream.0.duration=\"N/A\"", "streams.stream.0.tags.title=\"a \\\"b\\\"\\nc\\\\ and so on",
                "streams.stream.0.tags.DURATION=\"01:00:08.500000000\"", "streams.stream.0.disposition.default=1", "format.format_name=\"matroska,webm\"", "format.probe_score=100",
            ])
        {
            report.Add(line);
        }

        report.FormatName.ShouldBe("matroska,webm");
        report.ProbeScore.ShouldBe(100);
        var stream = report.Streams.ShouldHaveSingleItem();
        (stream.Type, stream.Channels, stream.SampleRate, stream.Start, stream.Duration, stream.IsDefault).ShouldBe(("audio", 2, 48_000, -0.007, 3608.5, true));
        stream.Title.ShouldBe("a \"b\" c\\ and so on");
    }

    [Fact]
    public void A_report_keeps_little_of_a_long_value()
    {
        var report = new ProbeReport();
        report.Add("streams.stream.0.index=0");
        report.Add($"streams.stream.0.tags.title=\"{new string('x', BoundedLines.MaxChars)}");
        report.Streams.ShouldHaveSingleItem().Title!.Length.ShouldBeLessThanOrEqualTo(1024);
    }

    [Fact]
    public void The_track_is_the_one_of_the_language_else_the_default_else_the_first_with_speech()
    {
        Order([("ger", false), ("eng", false)], "en-US").ShouldBe(("10", 1));
        Order([("ger", true), ("eng", false)], "en-US").ShouldBe(("10", 2));
        Order([("deu", false), ("fre", true)], "en-US").ShouldBe(("10", 1));
        Order([(null, false), (null, false)], "en-US").ShouldBe(("01", 0));
        Order([(null, true), (null, true)], "en-US").ShouldBe(("01", 0));
        Order([("pt-BR", false), ("pt", true)], "pt-PT").ShouldBe(("10", 2));
        Order([("cmn", false), ("zho", false)], "zh").ShouldBe(("10", 1));
    }

    [Fact]
    public void Commentaries_come_after_what_they_comment_on()
    {
        var (tracks, _) = TrackChoice.Order([Track(0, "eng", false) with { IsAside = true }, Track(1, "eng", false)], "en", wanted: null);
        tracks[0].Index.ShouldBe(1);
    }

    [Fact]
    public void A_track_that_is_asked_for_is_taken_or_refused()
    {
        TrackChoice.Order([Track(0, "eng", true), Track(1, "ger", false)], "en", wanted: 1).Tracks.ShouldHaveSingleItem().Index.ShouldBe(1);
        Should.Throw<JobFailedException>(() => TrackChoice.Order([Track(0, "eng", true)], "en", wanted: 1)).Error.Code.ShouldBe("track_not_found");
        Should.Throw<JobFailedException>(() => TrackChoice.Order([Track(0, "eng", true) with { SampleRate = 400_000 }], "en", null)).Error.Code.ShouldBe("sound_not_supported");
        Should.Throw<JobFailedException>(() => TrackChoice.Order([Track(0, "eng", true) with { SampleRate = 3_999 }], "en", null)).Error.Code.ShouldBe("sound_not_supported");
        TrackChoice.Order([Track(0, "eng", true) with { SampleRate = 4_000 }], "en", null).Tracks.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(751.9, 3600d, "ends at 12:31 of 60:00")]
    [InlineData(751.9, 7200d, "ends at 0:12:31 of 2:00:00")]
    [InlineData(59.2, null, "ends at 0:59, in the middle of its data")]
    public void What_is_missing_is_said_in_minutes(double end, double? whole, string text) =>
        Completeness.Mark(end, whole).ShouldBe(new IncompleteRecording(end, whole, text));

    [Fact]
    public void A_few_milliseconds_are_nothing_missing()
    {
        var info = new MediaInfo("audio/wav", null, false, StatedBytes: 320_044);
        Completeness.Missing(info, Track(0, null, false), end: 9.99, bytes: 319_724).ShouldBeNull();
        Completeness.Missing(info, Track(0, null, false), end: 5, bytes: 160_044).ShouldNotBeNull().ShouldBe(10, 0.01);
        Completeness.Missing(info with { StatedBytes = null }, Track(0, null, false), 5, 160_044).ShouldBeNull();
        Completeness.Missing(info, Track(0, null, false) with { EndSeconds = 60 }, 5, 160_044).ShouldBe(60);
    }

    [Fact]
    public void What_is_heard_and_what_is_there_are_believed_before_what_is_stated()
    {
        var info = new MediaInfo("video/x-matroska", 60, true, Format: MediaTypes.Matroska, StatedBytes: 1000);
        var track = Track(0, null, false) with { EndSeconds = 40 };
        Completeness.Missing(info, track, end: 12, bytes: 500).ShouldBe(40);
        Completeness.Missing(info, track, end: 50, bytes: 500).ShouldBe(60, "it was heard past the end of the track");
        Completeness.Missing(info, track, end: 12, bytes: 1000).ShouldBeNull("all of the file is there");
    }

    [Theory]
    [InlineData(1L << 62, null, null)]
    [InlineData(null, 7.2e12, null)]
    [InlineData(null, null, 7.2e12)]
    public void Lengths_that_nothing_has_are_not_believed(long? bytes, double? declared, double? track)
    {
        var info = new MediaInfo("audio/wav", declared, false, StatedBytes: bytes);
        Completeness.Missing(info, Track(0, null, false) with { EndSeconds = track }, end: 5, bytes: 160_044).ShouldBeNull();
    }

    [Fact]
    public async Task Silence_takes_no_space()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("sound.pcm");
        var loud = Enumerable.Range(0, 20_000).Select(i => (short)(i % 2000)).ToArray();
        await using (var sound = new SparseSound(file, maxBytes: 100_000))
        {
            sound.Write(loud);
            sound.WriteSilence(16_000 * 3600);
            sound.IsTooLarge.ShouldBeFalse();
            sound.Written.ShouldBeLessThan(100_000);
            sound.Write(loud);
            sound.Write(loud);
            sound.IsTooLarge.ShouldBeTrue();
        }

        var bytes = new FileInfo(file).Length;
        bytes.ShouldBe(2L * ((16_000 * 3600) + 60_000));
        await using var read = File.OpenRead(file);
        read.Seek(-120_000 + 40_000, SeekOrigin.End);
        var sample = new byte[4];
        read.ReadExactly(sample);
        sample.ShouldBe([0, 0, 1, 0], "what follows silence stands where it belongs");
    }

    [Fact]
    public void Speech_swings_and_tones_do_not()
    {
        var speech = Enumerable.Range(0, 500).Select(i => i / 8 % 3 == 2 ? -50f : -20f).ToArray();
        SoundLevels.Swings(speech).ShouldBeTrue();
        SoundLevels.Swings(Enumerable.Repeat(-20f, 500).ToArray()).ShouldBeFalse();
        SoundLevels.Swings(Enumerable.Repeat(SoundLevels.Silence, 500).ToArray()).ShouldBeFalse();
        SoundLevels.Swings([]).ShouldBeFalse();
    }

    private static (string Order, int Trusted) Order((string? Language, bool IsDefault)[] tracks, string language)
    {
        var (ordered, trusted) = TrackChoice.Order([.. tracks.Select((t, i) => Track(i, t.Language, t.IsDefault))], language, wanted: null);
        return (string.Concat(ordered.Select(t => t.Index)), trusted);
    }

    private static TrackInfo Track(int index, string? language, bool isDefault) => new(index, index, language, null, 2, true, 48_000, isDefault, false, null);

    /// <summary>So many bytes of one line, then a short one.</summary>
    private sealed class Endless(long length) : Stream
    {
        private long _left = length;
        private bool _ended;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (_left > 0)
            {
                var some = (int)Math.Min(buffer.Length, _left);
                buffer[..some].Fill((byte)'x');
                _left -= some;
                return some;
            }

            if (_ended)
            {
                return 0;
            }

            _ended = true;
            "\nend"u8.CopyTo(buffer);
            return 4;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
