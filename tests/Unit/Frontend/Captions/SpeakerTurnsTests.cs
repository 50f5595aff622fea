using Platform.Contracts.PublicApi;
using Platform.Frontend.Captions;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Captions;

public sealed class SpeakerTurnsTests
{
    [Fact]
    public void One_voice_is_shown_without_dashes() => SpeakerTurns.TextOf(Cue("Hello\nthere.", ("Hello", 1), ("there.", 1))).ShouldBe("Hello\nthere.");

    [Fact]
    public void A_text_without_speakers_is_shown_unchanged() => SpeakerTurns.TextOf(Cue("Hello there.", ("Hello", null), ("there.", null))).ShouldBe("Hello there.");

    [Fact]
    public void Each_turn_is_a_line_with_a_dash() =>
        SpeakerTurns.TextOf(Cue("Are you\nthere? I am. Good.", ("Are", 1), ("you", 1), ("there?", 1), ("I", 2), ("am.", 2), ("Good.", 1))).ShouldBe("– Are you there?\n– I am.\n– Good.");

    [Fact]
    public void Turns_work_in_languages_without_spaces() => SpeakerTurns.TextOf(Cue("元気ですか。はい。", ("元気", 1), ("ですか。", 1), ("はい。", 2))).ShouldBe("– 元気ですか。\n– はい。");

    [Theory]
    [InlineData("- Hello.\n- There.")]
    [InlineData("– Hello.\n– There.")]
    public void Existing_dashes_are_not_doubled(string text) => SpeakerTurns.TextOf(Cue(text, ("Hello.", 1), ("There.", 2))).ShouldBe(text);

    [Fact]
    public void A_text_that_differs_from_its_words_is_shown_unchanged() => SpeakerTurns.TextOf(Cue("Corrected by hand", ("Hello.", 1), ("There.", 2))).ShouldBe("Corrected by hand");

    [Fact]
    public void A_speaker_who_differs_from_the_previous_one_is_named()
    {
        var first = Cue("a b", ("a", 1), ("b", 2));
        SpeakerTurns.BeginnerOf(first, null).ShouldBe(1);
        SpeakerTurns.BeginnerOf(Cue("c", ("c", 2)), first).ShouldBeNull();
        SpeakerTurns.BeginnerOf(Cue("c", ("c", 1)), first).ShouldBe(1);
        SpeakerTurns.NameOf(2, ["Ada", ""]).ShouldBe("Speaker 2");
        SpeakerTurns.NameOf(1, ["Ada", ""]).ShouldBe("Ada");
        SpeakerTurns.NameOf(3, null).ShouldBe("Speaker 3");
    }

    [Fact]
    public void Speakers_of_a_cue_are_kept_after_its_text_was_edited()
    {
        var edited = new CaptionCue(1, 0, 1, "- Hello.\n- Corrected.", null, [2, 1]);
        SpeakerTurns.TextOf(edited).ShouldBe("- Hello.\n- Corrected.");
        SpeakerTurns.BeginnerOf(edited, null).ShouldBe(2);
        SpeakerTurns.BeginnerOf(new CaptionCue(2, 1, 2, "Good.", null, [1]), edited).ShouldBeNull();
    }

    private static CaptionCue Cue(string text, params (string Text, int? Speaker)[] words) =>
        new(1, 0, 1, text, [.. words.Select(word => new CaptionWord(word.Text, 0, 1, null, word.Speaker))]);
}
