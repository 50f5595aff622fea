using Platform.Worker.Splitting;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Splitting;

public sealed class SoundLevelsTests
{
    [Fact]
    public void The_level_of_speech_varies_and_that_of_tones_does_not()
    {
        var speech = Enumerable.Range(0, 500).Select(i => i / 8 % 3 == 2 ? -50f : -20f).ToArray();
        SoundLevels.Swings(speech).ShouldBeTrue();
        SoundLevels.Swings(Enumerable.Repeat(-20f, 500).ToArray()).ShouldBeFalse();
        SoundLevels.Swings(Enumerable.Repeat(SoundLevels.Silence, 500).ToArray()).ShouldBeFalse();
        SoundLevels.Swings([]).ShouldBeFalse();
    }
}
