using Platform.Contracts.PublicApi;
using Platform.Worker.Media;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Media;

public sealed class CompletenessTests
{
    [Theory]
    [InlineData(751.9, 3600d, "ends at 12:31 of 60:00")]
    [InlineData(751.9, 7200d, "ends at 0:12:31 of 2:00:00")]
    [InlineData(59.2, null, "ends at 0:59, in the middle of its data")]
    public void The_missing_length_is_given_in_minutes(double end, double? whole, string text) =>
        Completeness.Mark(end, whole).ShouldBe(new IncompleteRecording(end, whole, text));

    [Fact]
    public void A_few_missing_milliseconds_are_ignored()
    {
        var info = new MediaInfo("audio/wav", null, false, StatedBytes: 320_044);
        Completeness.Missing(info, Tracks.Of(0, null, false), end: 9.99, bytes: 319_724).ShouldBeNull();
        Completeness.Missing(info, Tracks.Of(0, null, false), end: 5, bytes: 160_044).ShouldNotBeNull().ShouldBe(10, 0.01);
        Completeness.Missing(info with { StatedBytes = null }, Tracks.Of(0, null, false), 5, 160_044).ShouldBeNull();
        Completeness.Missing(info, Tracks.Of(0, null, false) with { EndSeconds = 60 }, 5, 160_044).ShouldBe(60);
    }

    [Fact]
    public void Measured_lengths_take_precedence_over_stated_ones()
    {
        var info = new MediaInfo("video/x-matroska", 60, true, Format: MediaTypes.Matroska, StatedBytes: 1000);
        var track = Tracks.Of(0, null, false) with { EndSeconds = 40 };
        Completeness.Missing(info, track, end: 12, bytes: 500).ShouldBe(40);
        Completeness.Missing(info, track, end: 50, bytes: 500).ShouldBe(60, "it was heard past the end of the track");
        Completeness.Missing(info, track, end: 12, bytes: 1000).ShouldBeNull("all of the file is there");
    }

    [Theory]
    [InlineData(1L << 62, null, null)]
    [InlineData(null, 7.2e12, null)]
    [InlineData(null, null, 7.2e12)]
    public void Impossible_lengths_are_ignored(long? bytes, double? declared, double? track)
    {
        var info = new MediaInfo("audio/wav", declared, false, StatedBytes: bytes);
        Completeness.Missing(info, Tracks.Of(0, null, false) with { EndSeconds = track }, end: 5, bytes: 160_044).ShouldBeNull();
    }
}
