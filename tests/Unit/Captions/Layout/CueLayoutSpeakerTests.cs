using FsCheck;
using FsCheck.Fluent;
using Platform.Captions.Layout;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Layout;

/// <summary>Checks that a change of speaker starts a cue, or a line with a dash.</summary>
public sealed class CueLayoutSpeakerTests
{
    private const double Gap = 0.083;
    private const double Shortest = 0.833;

    [Fact]
    public void Another_voice_begins_a_cue_or_for_short_cues_a_line_with_a_dash() => Prop.ForAll(Seeds(), seed =>
    {
        var text = SpokenText.Random(seed, speakers: 3);
        var cues = CueLayout.Arrange(text.Words, text.Duration, style: null, "en");
        cues.SelectMany(cue => cue.Words!).Select(word => (word.Text, word.Speaker)).ShouldBe(text.Words.Select(word => (word.Text, word.Speaker)));
        var next = 0;
        for (var i = 0; i < cues.Count; i++)
        {
            var first = next;
            next += cues[i].Words!.Count;
            var turns = Enumerable.Range(first + 1, next - first - 1).Where(k => text.Words[k].Speaker != text.Words[k - 1].Speaker).ToArray();
            cues[i].Speakers.ShouldBe([text.Words[first].Speaker!.Value, .. turns.Select(k => text.Words[k].Speaker!.Value)]);
            if (turns.Length == 0)
            {
                cues[i].Text.ShouldNotStartWith("- ");
                continue;
            }

            var lines = cues[i].Text.Split('\n');
            int[] starts = [first, .. turns];
            int[] ends = [.. turns, next];
            lines.ShouldBe(starts.Zip(ends, (from, to) => "- " + string.Join(' ', text.Words[from..to].Select(word => word.Text))));
            lines.ShouldAllBe(line => line.Length <= 42);
            var isNextFree = i + 1 == cues.Count || HasTime(text, next, next + cues[i + 1].Words!.Count);
            var k = turns.Single();
            (isNextFree && k - first > 1 && next - k > 1 && HasTime(text, first, k) && HasTime(text, k, next)).ShouldBeFalse(cues[i].Text);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_conversation_is_laid_out_readably()
    {
        List<CaptionWord> words = [];
        foreach (var (speaker, text) in new[] { (1, "Are you coming tonight?"), (2, "Yes."), (1, "Good."), (2, "I will bring the wine, if you can bring something to eat."), (1, "No!"), (2, "Why not?") })
        {
            // They answer at once.
            var spoken = SpokenText.Read(text, speaker, words.Count == 0 ? 0 : (int)Math.Round(words[^1].End * 1000) + 50);
            words.AddRange(spoken.Words);
        }

        CueLayout.Arrange(words, words[^1].End + 1, style: null, "en").Select(cue => (cue.Text, string.Join(',', cue.Speakers!))).ShouldBe(
        [
            ("- Are you coming tonight?\n- Yes.", "1,2"),
            ("- Good.\n- I will bring the wine,", "1,2"),
            ("if you can bring something to eat.", "2"),
            ("- No!\n- Why not?", "1,2"),
        ]);
    }

    [Fact]
    public void Three_lines_hold_three_voices()
    {
        CaptionWord[] words = [new("Yes.", 0, 0.3, 1, 1), new("No.", 0.35, 0.6, 1, 2), new("Yes.", 0.65, 0.9, 1, 3)];
        CueLayout.Arrange(words, 0.9, new CaptionStyle(Lines: 3)).Single().Text.ShouldBe("- Yes.\n- No.\n- Yes.");
    }

    [Fact]
    public void A_word_without_speaker_belongs_to_the_previous_speaker()
    {
        CaptionWord[] words = [new("Uh", 0, 0.3, 1), new("yes", 0.4, 0.8, 1, 2), new("of", 0.8, 1, 1), new("course.", 1, 1.5, 1, 2)];
        var cue = CueLayout.Arrange(words, 5).Single();
        cue.Text.ShouldBe("Uh yes of course.");
        cue.Speakers.ShouldBe([2]);
        cue.Words!.Select(word => word.Speaker).ShouldBe([null, 2, null, 2]);
        CueLayout.Arrange([.. words.Select(word => word with { Speaker = null })], 5).Single().Speakers.ShouldBeNull();
    }

    private static bool HasTime(SpokenText text, int first, int next) =>
        (next < text.Words.Length ? text.Words[next].Start - Gap : text.Duration) - text.Words[first].Start >= Shortest + 0.0015;

    private static Arbitrary<int> Seeds() => Arb.From(Gen.Choose(0, 1_000_000_000));
}
