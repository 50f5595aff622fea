using Platform.Worker.Captioning;
using Platform.Worker.Media;
using Platform.Worker.Splitting;
using Platform.Worker.Timing;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Captioning;

public sealed class PeaksTests
{
    [Fact]
    public void A_level_in_decibels_becomes_an_amplitude_in_a_byte() =>
        Peaks.Of(Sound([0, -20, -40, SoundLevels.Silence, 3]), 0.1).ShouldBe(new byte[] { 255, 26, 3, 0, 255 });

    [Fact]
    public void Peaks_are_as_long_as_the_recording_with_its_picture()
    {
        Peaks.Of(Sound([0]), 0.05).ShouldBe(new byte[] { 255, 0, 0 });
        Peaks.Of(Sound([0, 0, 0, 0]), 0.04).ShouldBe(new byte[] { 255, 255 });
    }

    [Fact]
    public void Sound_after_a_gap_is_where_it_is_heard() =>
        Peaks.Of(Sound([0, 0], new TimeMark(0.02, 0.08)), 0.1).ShouldBe(new byte[] { 255, 0, 0, 0, 255 });

    [Fact]
    public void Every_level_of_an_hour_has_a_place_of_its_own()
    {
        float[] levels = [.. Enumerable.Repeat(0f, 3600 * SoundLevels.FramesPerSecond)];
        Peaks.Of(Sound(levels), 3600).ShouldAllBe(peak => peak == 255);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(86_401)]
    [InlineData(double.NaN)]
    public void A_recording_without_a_usable_length_has_none(double seconds) => Peaks.Of(Sound([0]), seconds).ShouldBeEmpty();

    private static DecodedSound Sound(float[] levels, params TimeMark[] marks) =>
        new(levels.Length / (double)SoundLevels.FramesPerSecond, 1, levels, new Timeline(marks), ChannelMix.All, ChannelsDiffer: false);
}
