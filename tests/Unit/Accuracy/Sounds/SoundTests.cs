using Platform.Accuracy.Sounds;
using Shouldly;
using Xunit;

namespace Platform.Unit.Accuracy.Sounds;

public sealed class SoundTests
{
    [Fact]
    public void Voice_is_found_where_the_level_exceeds_a_twentieth_of_the_maximum()
    {
        short[] samples = [.. Tones.Of(0.5, 100), .. Tones.Of(1, 10_000), .. Tones.Of(0.3, 100)];
        var (start, end) = Sound.Voice(samples);
        start.ShouldBe(0.5, 0.011);
        end.ShouldBe(1.5, 0.011);
    }

    [Fact]
    public void Noise_is_mixed_in_at_the_requested_level()
    {
        var voice = Tones.Of(1, 10_000);
        var mixed = voice.Over(Tones.Of(0.5, 500), 20);
        var added = mixed.Zip(voice).Max(pair => Math.Abs(pair.First - pair.Second));
        added.ShouldBeInRange(990, 1010);
    }
}
