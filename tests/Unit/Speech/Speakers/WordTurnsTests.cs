using Platform.Contracts.PublicApi;
using Platform.Speech.Speakers;
using Shouldly;
using Xunit;

namespace Platform.Unit.Speech.Speakers;

public sealed class WordTurnsTests
{
    // A window for each tenth of a second, so that tests say where voices change; two segments with half a second between.
    private static readonly VoiceWindow[] s_windows =
    [
        .. Enumerable.Range(0, 200).Select(i => new VoiceWindow(0, 1, i / 10d, (i + 1) / 10d, 0)),
        .. Enumerable.Range(0, 100).Select(i => new VoiceWindow(0, 1, 20.5 + (i / 10d), 20.6 + (i / 10d), 1)),
    ];

    [Fact]
    public void A_word_belongs_to_the_speaker_at_its_middle() =>
        Label([(0, 2), (2, 3.8), (4.2, 6)], time => time < 3 ? 0 : 1).ShouldBe([1, 1, 2]);

    [Fact]
    public void A_change_within_speech_moves_to_the_nearest_pause()
    {
        (double, double)[] words = [(0, 1), (1, 2), (2, 2.5), (2.75, 3.2), (3.2, 4), (4, 6)];

        // The voices change half a second before, and half a second after.
        Label(words, time => time < 2.1 ? 0 : 1).ShouldBe([1, 1, 1, 2, 2, 2]);
        Label(words, time => time < 3.3 ? 0 : 1).ShouldBe([1, 1, 1, 2, 2, 2]);
    }

    [Fact]
    public void A_change_without_a_near_pause_is_not_moved() =>
        Label([(0, 1), (1, 2), (2, 3), (3, 4), (4.3, 6)], time => time < 2 ? 0 : 1).ShouldBe([1, 1, 2, 2, 2]);

    [Fact]
    public void A_change_at_a_pause_is_not_moved_while_the_next_one_is() =>
        Label([(0, 1.5), (1.75, 2.8), (2.8, 3.4), (3.7, 6)], time => time switch { < 1.6 => 0, < 2.8 => 1, _ => 2 })
            .ShouldBe([1, 2, 2, 3]);

    [Fact]
    public void A_word_between_segments_belongs_to_the_nearer_one() =>
        Label([(18, 19.9), (19.95, 20.35), (20.4, 20.5), (20.55, 22)], time => time < 20.2 ? 0 : 1).ShouldBe([1, 1, 2, 2]);

    [Fact]
    public void A_turn_shorter_than_a_second_joins_its_neighbour()
    {
        // Amid somebody's speech; between two, that of the nearer; at the beginning; at the end.
        Label([(0, 2), (2.3, 3.2), (3.5, 6)], time => time is > 2.2 and < 3.3 ? 1 : 0).ShouldBe([1, 1, 1]);
        Label([(0, 2), (2.5, 3.2), (3.5, 6)], time => time switch { < 2.2 => 0, < 3.3 => 1, _ => 2 }).ShouldBe([1, 2, 2]);
        Label([(0, 0.9), (1.2, 6)], time => time < 1 ? 0 : 1).ShouldBe([1, 1]);
        Label([(0, 5), (5.3, 6)], time => time < 5.2 ? 0 : 1).ShouldBe([1, 1]);
        Label([(0, 2), (2.25, 3.5), (3.75, 6)], time => time is > 2.2 and < 3.6 ? 1 : 0).ShouldBe([1, 2, 1]);
    }

    [Fact]
    public void Speakers_are_numbered_in_order_of_first_speech() =>
        Label([(8, 10), (0, 2), (4, 6)], time => time switch { < 3 => 4, < 7 => 2, _ => 4 }).ShouldBe([1, 1, 2]);

    [Fact]
    public void A_single_word_has_a_speaker() => Label([(30, 30.2)], _ => 3).ShouldBe([1]);

    private static int[] Label((double Start, double End)[] words, Func<double, int> speaker) => WordTurns.Of(
        [.. words.Select(word => new CaptionWord("word", word.Start, word.End, null))],
        s_windows,
        [.. s_windows.Select(window => speaker((window.From + window.To) / 2))]);
}
