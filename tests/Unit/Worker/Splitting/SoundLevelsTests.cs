using Platform.Worker.Splitting;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Splitting;

public sealed class SoundLevelsTests
{
    [Fact]
    public void Speech_swings_and_tones_do_not()
    {
        var speech = Enumerable.Range(0, 500).Select(i => i / 8 % 3 == 2 ? -50f : -20f).ToArray();
        SoundLevels.Swings(speech).ShouldBeTrue();
        SoundLevels.Swings(Enumerable.Repeat(-20f, 500).ToArray()).ShouldBeFalse();
        SoundLevels.Swings(Enumerable.Repeat(SoundLevels.Silence, 500).ToArray()).ShouldBeFalse();
        SoundLevels.Swings([]).ShouldBeFalse();
    }
}
