using FsCheck;
using FsCheck.Fluent;
using Platform.Contracts.PublicApi;
using Platform.Speech.Activity;
using Platform.Speech.Words;
using Shouldly;
using Xunit;

namespace Platform.Unit.Speech.Words;

public sealed class WordTimesTests
{
    private static readonly string[] s_tokens = [" the", " quick", "ly", ",", " fox", ".", " 你", "好", "。", "カ", "ไป", "ำ", "\uFFFD", " ", " (", "[_BEG_]", " ?", " a"];

    private static readonly Arbitrary<(RecognisedSegment[] Heard, SpeechSegment[] Speech)> s_parts = Arb.From(
        from count in Gen.Choose(0, 12)
        from pauses in Gen.Frequency((4, Gen.Choose(100, 900)), (1, Gen.Choose(900, 3900)), (1, Gen.Constant(0))).ArrayOf(count)
        from lengths in Gen.Frequency((4, Gen.Choose(250, 4000)), (1, Gen.Choose(1, 250))).ArrayOf(count)
        from words in Gen.Choose(0, 100)
        from texts in Gen.Elements(s_tokens).ArrayOf(words)
        from starts in Gen.Choose(-1000, 30000).ArrayOf(words)
        from spans in Gen.Frequency((5, Gen.Choose(0, 600)), (1, Gen.Choose(-600, 8000))).ArrayOf(words)
        from sure in Gen.Choose(0, 100).ArrayOf(words)
        from sorted in Gen.Elements(true, false)
        select (Segment(texts, sorted ? [.. starts.Order()] : starts, spans, sure), Speech(pauses, lengths)));

    [Fact]
    public void Words_are_in_order_inside_speech_without_overlap_and_long_enough() => Prop.ForAll(s_parts, part =>
    {
        var placed = WordTimes.Place(part.Heard, part.Speech);
        var until = 0d;
        foreach (var word in placed)
        {
            word.Start.ShouldBeGreaterThanOrEqualTo(until - 1e-9);
            (word.End - word.Start).ShouldBeGreaterThanOrEqualTo(0.02 - 1e-9);
            Array.Exists(part.Speech, segment => segment.Start - 1e-9 <= word.Start && word.End <= segment.End + 1e-9).ShouldBeTrue();
            word.Text.TrimEnd().ShouldBe(word.Text);
            word.Text.Trim().ShouldNotBeEmpty();
            word.Confidence.ShouldNotBeNull().ShouldBeInRange(0, 1);
            until = word.End;
        }

        // Nothing is said twice and nothing changes places.
        var said = part.Heard.SelectMany((segment, i) => WordJoiner.Join(segment, i)).Select(word => word.Text).ToList();
        var at = -1;
        foreach (var word in placed)
        {
            at = said.IndexOf(word.Text.Trim(), at + 1);
            at.ShouldBeGreaterThanOrEqualTo(0);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_first_word_starts_and_the_last_ends_with_the_speech()
    {
        var placed = WordTimes.Place([Heard.Words("How do you do", 1.3, 2.1)], [new SpeechSegment(1, 2.5)]);
        placed[0].Start.ShouldBe(1);
        placed[1].Start.ShouldBe(1.5, 1e-9);
        placed[1].End.ShouldBe(1.7, 1e-9);
        placed[^1].End.ShouldBe(2.5);
    }

    [Fact]
    public void A_sentence_with_early_times_is_moved_to_the_speech_after_the_pause()
    {
        // As the model says it: the second sentence begins in the pause, half a second early, and the first ends late.
        var placed = WordTimes.Place(
            [Heard.Words("Please hold the line.", 0.4, 2.6), Heard.Words("Your call is important.", 2.6, 5)],
            [new SpeechSegment(0.5, 2), new SpeechSegment(3.1, 5)]);
        placed[3].ShouldBe(placed[3] with { Text = "line.", End = 2 });
        placed[4].ShouldBe(placed[4] with { Text = "Your", Start = 3.1 });
        placed[^1].End.ShouldBe(5);
    }

    [Theory]
    [InlineData("so", "so the")]
    [InlineData("so,", "so,")]
    public void The_next_stretch_of_speech_begins_with_a_clause(string first, string words)
    {
        // "the" lies nearer to the first stretch, "end" to the second: where no clause ends, that decides.
        RecognisedToken[] tokens = [new($" {first}", 0, 1, 0.9), new(" the", 1.3, 1.5, 0.9), new(" end", 1.5, 1.7, 0.9), new(" is", 2.4, 2.6, 0.9)];
        var placed = WordTimes.Place([new RecognisedSegment($" {first} the end is", 0, 3, 0, tokens)], [new SpeechSegment(0, 1.25), new SpeechSegment(1.75, 3)]);
        string.Join(' ', placed.Where(word => word.End <= 1.25).Select(word => word.Text)).ShouldBe(words);
    }

    [Fact]
    public void Speech_without_words_is_left_out_at_a_cost()
    {
        var placed = WordTimes.Place([Heard.Words("only here.", 5, 6)], [new SpeechSegment(0, 0.4), new SpeechSegment(5.1, 6.2), new SpeechSegment(8, 8.4)]);
        placed.ShouldAllBe(word => word.Start >= 5.1 && word.End <= 6.2);
    }

    [Fact]
    public void Words_far_from_all_speech_are_dropped_unless_the_model_is_sure()
    {
        SpeechSegment[] speech = [new(0, 1)];
        WordTimes.Place([Heard.Words("real", 0, 1), Heard.Words("Thank you", 3, 4, probability: 0.4)], speech).Select(word => word.Text).ShouldBe(["real"]);
        WordTimes.Place([Heard.Words("real", 0, 1), Heard.Words("sure", 1.5, 2, probability: 0.4)], speech).Count.ShouldBe(2);
        WordTimes.Place([Heard.Words("real", 0, 1), Heard.Words("sure", 3, 4)], speech).Count.ShouldBe(2);
        WordTimes.Place([Heard.Words("anything", 0, 1)], []).ShouldBeEmpty();
    }

    [Fact]
    public void Overlapping_words_are_spread_by_their_length()
    {
        RecognisedToken[] tokens = [new(" a", 1, 1, 0.9), new(" bcd", 1, 1, 0.9), new(" efghi", 1, 1, 0.9), new(" j", 1, 1.1, 0.9)];
        var placed = WordTimes.Place([new RecognisedSegment(" a bcd efghi j", 1, 1.1, 0, tokens)], [new SpeechSegment(1, 2)]);
        placed.Select(word => Math.Round(word.Start, 6)).ShouldBe([1, 1.1, 1.4, 1.9]);
    }

    [Fact]
    public void More_words_than_there_is_time_for_are_dropped()
    {
        var placed = WordTimes.Place([Heard.Words(string.Join(' ', Enumerable.Range(0, 50).Select(i => $"w{i}")), 0, 0.3)], [new SpeechSegment(0, 0.3)]);
        placed.Count.ShouldBe(15);
    }

    [Fact]
    public void Characters_of_languages_without_spaces_get_times_of_their_own()
    {
        var placed = WordTimes.Place([Heard.Say("今天|天气|很好|。|我们|走吧|。", 0, 3.5)], [new SpeechSegment(0.1, 1.9), new SpeechSegment(2.5, 3.4)]);
        string.Concat(placed.Select(word => word.Text)).ShouldBe("今天天气很好。我们走吧。");
        placed.Single(word => word.Text == "我").Start.ShouldBe(2.5);
        placed.Single(word => word.Text == "好。").End.ShouldBe(1.9);
    }

    [Fact]
    public void A_space_between_phrases_of_Thai_is_kept() =>
        WordTimes.Place([Heard.Say("แม่|ไป| เที่ยว", 0, 3)], [new SpeechSegment(0, 3)]).Select(word => word.Text).ShouldBe(["แม่", "ไป", " เที่ยว"]);

    [Fact]
    public void A_passage_spoken_once_appears_once()
    {
        const string Said = "please enter the number of your party";
        SpeechSegment[] speech = [new(0, 3)];
        // Once more, where there is no sound for it.
        WordTimes.Place([Heard.Words(Said, 0, 3), Heard.Words(Said, 3, 3.1)], speech).Count.ShouldBe(7);
        // Said twice.
        WordTimes.Place([Heard.Words(Said, 0, 3), Heard.Words(Said, 3.5, 6.5)], [new(0, 3), new(3.5, 6.5)]).Count.ShouldBe(14);
    }

    [Fact]
    public void A_passage_at_the_edge_of_two_parts_appears_once_with_increasing_times()
    {
        CaptionWord[] before = [.. "the number of your party".Split(' ').Select((text, i) => new CaptionWord(text, i, i + 1, 0.9))];
        CaptionWord[] squeezed = [.. "The number of your party, or wait".Split(' ').Select((text, i) => new CaptionWord(text, 4.9 + (i * 0.05), 4.95 + (i * 0.05), 0.9))];
        CaptionWord[] spoken = [.. "The number of your party, or wait".Split(' ').Select((text, i) => new CaptionWord(text, 4.9 + i, 5.9 + i, 0.9))];

        PartEdges.Continue(before, squeezed).Select(word => word.Text).ShouldBe(["or", "wait"]);
        var continued = PartEdges.Continue(before, spoken);
        continued.Count.ShouldBe(7);
        continued[0].Start.ShouldBe(5);
        PartEdges.Continue([], spoken).ShouldBe(spoken);
    }

    private static RecognisedSegment[] Segment(string[] texts, int[] starts, int[] spans, int[] sure)
    {
        var half = texts.Length / 2;
        RecognisedToken[] tokens = [.. texts.Select((text, i) => new RecognisedToken(text, starts[i] / 1000d, (starts[i] + spans[i]) / 1000d, sure[i] / 100d))];
        return [Of(tokens[..half]), Of(tokens[half..])];

        static RecognisedSegment Of(RecognisedToken[] tokens) => new(string.Concat(tokens.Select(token => token.Text)).Replace("\uFFFD", "é", StringComparison.Ordinal), 0, 30, 0, tokens);
    }

    private static SpeechSegment[] Speech(int[] pauses, int[] lengths)
    {
        var at = 0;
        var speech = new SpeechSegment[pauses.Length];
        for (var i = 0; i < speech.Length; i++)
        {
            at += pauses[i];
            speech[i] = new SpeechSegment(at / 1000d, (at + lengths[i]) / 1000d);
            at += lengths[i];
        }

        return speech;
    }
}
