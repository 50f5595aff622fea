using Platform.Speech.Speakers;
using Shouldly;
using Xunit;

namespace Platform.Unit.Speech.Speakers;

public sealed class SmoothingTests
{
    [Fact]
    public void A_single_window_does_not_change_the_speaker_unless_the_voice_clearly_differs()
    {
        var talk = Conversation.Of((0, 6), (1, 6));
        int[] truth = [.. talk.Windows.Select(window => window.Segment)];
        float[][] voices = [.. truth.Select(speaker => Conversation.Unit(1, speaker == 0 ? 1 : 0, speaker == 1 ? 1 : 0))];
        int[] flicker = [.. truth.Select((speaker, i) => i == 4 ? 1 : speaker)];

        voices[4] = Conversation.Unit(1, 0.45, 0.55);
        Smoothing.Smooth(Conversation.Vectors(voices), talk.Windows, flicker, 2).ShouldBe(truth);

        voices[4] = Conversation.Unit(1, 0, 1);
        Smoothing.Smooth(Conversation.Vectors(voices), talk.Windows, flicker, 2).ShouldBe(flicker);
    }

    [Fact]
    public void A_change_is_more_likely_where_a_segment_begins_than_within_one()
    {
        // The last of these voices gains about 0.07 by a change.
        float[][] voices =
        [
            .. Enumerable.Repeat(Conversation.Unit(1, 1, 0), 6), .. Enumerable.Repeat(Conversation.Unit(1, 0, 1), 6),
            .. Enumerable.Repeat(Conversation.Unit(1, 1, 0), 6), Conversation.Unit(1, 0.42, 0.58),
        ];
        int[] labels = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
        VoiceWindow[] Windows(int last) => [.. labels.Select((_, i) => new VoiceWindow(0, 1, i, i + 1, i == 18 ? last : i / 6))];

        Smoothing.Smooth(Conversation.Vectors(voices), Windows(last: 2), labels, 2)[^1].ShouldBe(0);
        Smoothing.Smooth(Conversation.Vectors(voices), Windows(last: 3), labels, 2)[^1].ShouldBe(1);
    }
}
