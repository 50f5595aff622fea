using FsCheck;
using FsCheck.Fluent;
using Platform.Captions.Layout;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Layout;

public sealed class CueLayoutTests
{
    private static readonly Arbitrary<(CaptionWord[] Words, double Duration)> s_recordings = Arb.From(
        from count in Gen.Choose(0, 120)
        from lengths in Gen.Choose(1, 16).ArrayOf(count)
        from gaps in Gen.Frequency((6, Gen.Choose(0, 200)), (2, Gen.Choose(200, 1500)), (1, Gen.Choose(1500, 20000))).ArrayOf(count)
        from spans in Gen.Choose(20, 900).ArrayOf(count)
        from tail in Gen.Choose(0, 3000)
        select Recording(lengths, gaps, spans, tail));

    [Fact]
    public void Cues_are_in_order_without_overlap_inside_the_recording_and_at_most_seven_seconds() => Check((cues, duration) =>
    {
        var end = 0d;
        foreach (var cue in cues)
        {
            cue.Start.ShouldBeGreaterThanOrEqualTo(end);
            cue.End.ShouldBeGreaterThan(cue.Start);
            (cue.End - cue.Start).ShouldBeLessThanOrEqualTo(7.0001);
            end = cue.End;
        }

        end.ShouldBeLessThanOrEqualTo(duration + 0.0001);
        cues.Select(c => c.Index).ShouldBe(Enumerable.Range(1, cues.Count));
    });

    [Fact]
    public void Cues_have_at_most_two_lines_of_42_characters() => Check((cues, _) =>
    {
        foreach (var cue in cues)
        {
            var lines = cue.Text.Split('\n');
            lines.Length.ShouldBeLessThanOrEqualTo(2);
            lines.ShouldAllBe(line => line.Length >= 1 && line.Length <= 42 && line.Trim() == line);
        }
    });

    [Fact]
    public void Every_word_is_in_exactly_one_cue_in_order() => Prop.ForAll(s_recordings, recording =>
    {
        var cues = CueLayout.Arrange(recording.Words, recording.Duration);
        cues.SelectMany(c => c.Words!).Select(w => w.Text).ShouldBe(recording.Words.Select(w => w.Text));
        foreach (var cue in cues)
        {
            cue.Text.Split([' ', '\n']).ShouldBe(cue.Words!.Select(w => w.Text));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_cue_is_shorter_than_five_sixths_of_a_second_only_where_its_neighbours_leave_no_room() => Check((cues, duration) =>
    {
        for (var i = 0; i < cues.Count; i++)
        {
            if (cues[i].End - cues[i].Start >= 0.8329)
            {
                continue;
            }

            // Two frames are left between cues.
            cues[i].Start.ShouldBeLessThanOrEqualTo(i == 0 ? 0 : cues[i - 1].End + 0.0835);
            cues[i].End.ShouldBeGreaterThanOrEqualTo(i == cues.Count - 1 ? duration - 0.0005 : cues[i + 1].Start - 0.0835);
        }
    });

    [Fact]
    public void No_cue_runs_across_a_long_pause() => Prop.ForAll(s_recordings, recording =>
    {
        foreach (var cue in CueLayout.Arrange(recording.Words, recording.Duration))
        {
            cue.Words!.Zip(cue.Words!.Skip(1)).ShouldAllBe(pair => pair.Second.Start - pair.First.End < 1.5);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_words_can_be_laid_out()
    {
        CaptionWord[] words =
        [
            new("b", 5, 4, null), new("a", -3, double.NaN, 0.5), new("  ", 1, 2, null), new("c\nd\u0000", 99, 100, 1),
            new(new string('x', 60), 2, 2.1, null), new("same", 2, 2.1, null),
        ];
        var cues = CueLayout.Arrange(words, 10);
        cues.SelectMany(c => c.Words!).Count().ShouldBe(5);
        cues[^1].End.ShouldBeLessThanOrEqualTo(10);
        cues.SelectMany(c => c.Text.Split('\n')).Count(line => line.Length > 42).ShouldBe(1, "only the word that is longer than a line itself");
        CueLayout.Arrange([], 10).ShouldBeEmpty();
    }

    [Fact]
    public void A_sentence_ends_its_cue()
    {
        var text = "This is the end. And here the next one starts with more words.".Split(' ');
        var cues = CueLayout.Arrange([.. text.Select((word, i) => new CaptionWord(word, i * 0.5, (i * 0.5) + 0.45, 1))], 10);
        cues[0].Text.ShouldBe("This is the end.");
    }

    private static void Check(Action<IReadOnlyList<CaptionCue>, double> check) =>
        Prop.ForAll(s_recordings, recording => check(CueLayout.Arrange(recording.Words, recording.Duration), recording.Duration)).QuickCheckThrowOnFailure();

    private static (CaptionWord[], double) Recording(int[] lengths, int[] gaps, int[] spans, int tail)
    {
        var at = 0;
        var words = new CaptionWord[lengths.Length];
        for (var i = 0; i < words.Length; i++)
        {
            at += gaps[i];
            words[i] = new CaptionWord(new string((char)('a' + (i % 26)), lengths[i]), at / 1000d, (at + spans[i]) / 1000d, 0.5);
            at += spans[i];
        }

        return (words, (at + tail) / 1000d);
    }
}
