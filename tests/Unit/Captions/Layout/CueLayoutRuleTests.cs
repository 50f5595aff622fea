using FsCheck;
using FsCheck.Fluent;
using Platform.Captions.Layout;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Layout;

/// <summary>Checks the rules of captioning practice for any text at any pace.</summary>
public sealed class CueLayoutRuleTests
{
    private const double Gap = 0.083;
    private const double Shortest = 0.833;
    private const double Longest = 7;
    private const double Rounding = 0.0015;

    [Fact]
    public void A_sentence_ends_its_cue_unless_cues_would_be_too_short() => Check((text, cues, firsts) =>
    {
        for (var i = 0; i < cues.Count; i++)
        {
            var (first, next) = (firsts[i], firsts[i + 1]);
            // Where the next cue needs some of the time as well, it is a matter of taste.
            if (i + 1 < cues.Count && !HasTime(text, next, firsts[i + 2]))
            {
                continue;
            }

            for (var k = first + 2; k < next - 1; k++)
            {
                (EndsSentence(text.Words[k - 1]) && HasTime(text, first, k) && HasTime(text, k, next)).ShouldBeFalse(cues[i].Text);
            }
        }
    });

    [Fact]
    public void Neither_cues_nor_lines_end_after_an_article_or_inside_a_name() => Check((text, cues, firsts) =>
    {
        for (var i = 0; i < cues.Count; i++)
        {
            var at = firsts[i];
            foreach (var line in cues[i].Text.Split('\n'))
            {
                at += line.Split(' ').Length;
                text.IsHeld[at - 1].ShouldBeFalse(cues[i].Text);
            }
        }
    });

    [Fact]
    public void No_word_of_a_sentence_is_alone_in_a_cue() => Check((text, cues, firsts) =>
    {
        for (var i = 0; i < cues.Count; i++)
        {
            if (firsts[i + 1] - firsts[i] == 1)
            {
                (firsts[i] == 0 || EndsSentence(text.Words[firsts[i] - 1])).ShouldBeTrue(cues[i].Text);
                EndsSentence(text.Words[firsts[i]]).ShouldBeTrue(cues[i].Text);
            }
        }
    });

    [Fact]
    public void Lines_have_no_orphaned_word_and_are_not_longer_than_needed() => Check((text, cues, firsts) =>
    {
        for (var i = 0; i < cues.Count; i++)
        {
            if (cues[i].Text.Split('\n') is not [var upper, var lower] || !(IsLost(upper) || IsLost(lower)))
            {
                continue;
            }

            var words = cues[i].Words!.Select(word => word.Text).ToArray();
            for (var k = 2; k < words.Length - 1; k++)
            {
                var fits = string.Join(' ', words[..k]).Length <= 42 && string.Join(' ', words[k..]).Length <= 42;
                (fits && !text.IsHeld[firsts[i] + k - 1] && !EndsSentence(text.Words[firsts[i] + k - 1])).ShouldBeFalse(cues[i].Text);
            }
        }

        bool IsLost(string line) => !line.Contains(' ', StringComparison.Ordinal) && line.Length <= 14 && !EndsSentence(line);
    });

    [Fact]
    public void Lines_are_balanced_unless_another_rule_applies() => Prop.ForAll(Seeds(), seed =>
    {
        // No capitals, no punctuation, and a language without lists.
        var text = SpokenText.Random(seed);
        CaptionWord[] plain = [.. text.Words.Select(word => word with { Text = word.Text.ToLowerInvariant().Trim(',', '.', '?', '!') })];
        foreach (var cue in CueLayout.Arrange(plain, text.Duration, style: null, "xx"))
        {
            if (cue.Text.Split('\n') is not [var upper, var lower])
            {
                continue;
            }

            var words = cue.Words!.Select(word => word.Text).ToArray();
            for (var k = 2; k < words.Length - 1; k++)
            {
                var (above, below) = (string.Join(' ', words[..k]).Length, string.Join(' ', words[k..]).Length);
                Math.Abs(above - below).ShouldBeGreaterThanOrEqualTo(Math.Abs(upper.Length - lower.Length), cue.Text);
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Two_frames_are_left_between_cues() => Check((_, cues, _) =>
    {
        foreach (var (cue, next) in cues.Zip(cues.Skip(1)))
        {
            // Where the starts themselves are that close, half of the time is left.
            var least = next.Start - cue.Start < 2 * Gap ? (next.Start - cue.Start) / 2 : Gap;
            (next.Start - cue.End).ShouldBeGreaterThanOrEqualTo(least - Rounding);
        }
    });

    [Fact]
    public void A_cue_is_readable_at_20_characters_a_second_or_uses_all_available_time() => Check((text, cues, _) =>
    {
        for (var i = 0; i < cues.Count; i++)
        {
            var seconds = cues[i].End - cues[i].Start;
            (cues[i].Text.Length / 20d <= seconds + Rounding || seconds >= Longest - Rounding || IsFollowedAtOnce(text, cues, i)).ShouldBeTrue(cues[i].Text);
        }
    });

    [Fact]
    public void No_cue_is_too_short_beside_a_pause() => Check((text, cues, _) =>
    {
        for (var i = 0; i < cues.Count; i++)
        {
            if (cues[i].End - cues[i].Start < Shortest - Rounding)
            {
                (cues[i].Start - (i == 0 ? 0 : cues[i - 1].End)).ShouldBeLessThanOrEqualTo(i == 0 ? 0 : Gap + Rounding);
                IsFollowedAtOnce(text, cues, i).ShouldBeTrue(cues[i].Text);
            }
        }
    });

    [Fact]
    public void A_cue_starts_with_its_first_word_and_ends_soon_after_its_last_unless_it_needs_reading_time() => Check((_, cues, _) =>
    {
        foreach (var cue in cues)
        {
            var needed = Math.Max(Shortest, cue.Text.Length / 20d);
            cue.Start.ShouldBeLessThanOrEqualTo(cue.Words![0].Start + Rounding);
            if (cue.End - cue.Start > needed + Rounding)
            {
                cue.Start.ShouldBe(cue.Words[0].Start, Rounding);
                cue.End.ShouldBeLessThanOrEqualTo(cue.Words[^1].End + 0.3 + Rounding);
            }
        }
    });

    [Theory]
    [InlineData(1, 20, 10)]
    [InlineData(1, 60, 30)]
    [InlineData(3, 32, 15)]
    public void A_job_can_set_the_line_length(int lines, int length, double speed) => Prop.ForAll(Seeds(), seed =>
    {
        var text = SpokenText.Random(seed);
        var cues = CueLayout.Arrange(text.Words, text.Duration, new CaptionStyle(lines, length, speed), "en");
        cues.SelectMany(cue => cue.Words!).Select(word => word.Text).ShouldBe(text.Words.Select(word => word.Text));
        foreach (var cue in cues)
        {
            cue.Text.Split('\n').Length.ShouldBeLessThanOrEqualTo(lines);
            cue.Text.Split('\n').ShouldAllBe(line => line.Length <= length);
        }
    }).QuickCheckThrowOnFailure();

    private static void Check(Action<SpokenText, IReadOnlyList<CaptionCue>, int[]> check) => Prop.ForAll(Seeds(), seed =>
    {
        var text = SpokenText.Random(seed);
        var cues = CueLayout.Arrange(text.Words, text.Duration, style: null, "en");
        int[] firsts = [0, .. cues.Select((_, i) => cues.Take(i + 1).Sum(cue => cue.Words!.Count))];
        check(text, cues, firsts);
    }).QuickCheckThrowOnFailure();

    private static Arbitrary<int> Seeds() => Arb.From(Gen.Choose(0, 1_000_000_000));

    private static bool EndsSentence(CaptionWord word) => EndsSentence(word.Text);

    private static bool EndsSentence(string text) => text[^1] is '.' or '?' or '!';

    private static bool HasTime(SpokenText text, int first, int next) =>
        (next < text.Words.Length ? text.Words[next].Start - Gap : text.Duration) - text.Words[first].Start >= Shortest + Rounding;

    private static bool IsFollowedAtOnce(SpokenText text, IReadOnlyList<CaptionCue> cues, int i) =>
        (i + 1 < cues.Count ? cues[i + 1].Start - Gap : text.Duration) - cues[i].End <= Rounding;
}
