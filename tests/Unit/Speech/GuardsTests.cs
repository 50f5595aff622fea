using FsCheck;
using FsCheck.Fluent;
using Platform.Speech.Words;
using Shouldly;
using Xunit;

namespace Platform.Unit.Speech;

public sealed class GuardsTests
{
    [Fact]
    public void Good_text_stays_as_it_is()
    {
        var heard = Heard.Words("It is a truth universally acknowledged, that a single man must be in want of a wife.", 0, 6);
        var checkedText = Guards.Check([heard], keepSounds: false);
        checkedText.DecodeAgain.ShouldBeFalse();
        checkedText.Segments.ShouldHaveSingleItem().Text.ShouldBe(heard.Text);
        checkedText.Segments[0].Tokens.ShouldBe(heard.Tokens);
        checkedText.MeanLogProbability.ShouldBe(Math.Log(0.9), 1e-9);
    }

    [Fact]
    public void Nothing_heard_is_nothing()
    {
        var checkedText = Guards.Check([], keepSounds: false);
        checkedText.Segments.ShouldBeEmpty();
        checkedText.DecodeAgain.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0.30, 0.1, 1, true)]
    [InlineData(0.40, 0.1, 1, false)]
    [InlineData(0.30, 0.7, 0, false)]
    [InlineData(0.40, 0.7, 1, false)]
    public void Unlikely_text_is_decoded_again_and_dropped_where_nobody_speaks(double probability, double noSpeech, int segments, bool again)
    {
        var checkedText = Guards.Check([Heard.Words("what might that be", 0, 2, probability, noSpeech)], keepSounds: false);
        checkedText.Segments.Count.ShouldBe(segments);
        checkedText.DecodeAgain.ShouldBe(again);
    }

    [Fact]
    public void Text_that_repeats_itself_is_decoded_again()
    {
        var verses = string.Join(' ', Enumerable.Range(0, 9).Select(i => $"and then the number {i} went up the long hill"));
        var checkedText = Guards.Check([Heard.Words(verses, 0, 28)], keepSounds: false);
        checkedText.CompressionRatio.ShouldBeGreaterThan(2.4);
        checkedText.DecodeAgain.ShouldBeTrue();
    }

    [Theory]
    [InlineData("one two three four one two three four one two three four five", "one two three four five")]
    [InlineData("well thank you. Thank you. thank you. Thank you. Thank you. Thank you. bye", "well thank you. bye")]
    [InlineData("oh no no no no he said", "oh no no no no he said")]
    [InlineData("row row row your boat gently down the stream", "row row row your boat gently down the stream")]
    [InlineData("we shall see and we shall see", "we shall see and we shall see")]
    [InlineData("llallallallallallallallallallallalla", "lla")]
    public void Loops_are_cut(string said, string kept)
    {
        var checkedText = Guards.Check([Heard.Words(said, 0, 10)], keepSounds: false);
        string.Concat(checkedText.Segments.Select(segment => segment.Text)).Trim().ShouldBe(kept);
        checkedText.DecodeAgain.ShouldBe(said != kept);
    }

    [Fact]
    public void A_loop_over_several_segments_is_cut()
    {
        HeardSegment[] heard = [.. Enumerable.Range(0, 8).Select(i => Heard.Words("Thanks for watching!", i * 3, (i * 3) + 3))];
        Guards.Check(heard, keepSounds: false).Segments.ShouldHaveSingleItem().Text.ShouldBe(" Thanks for watching!");
    }

    [Fact]
    public void A_loop_in_Chinese_is_cut() =>
        Guards.Check([Heard.Say(string.Join('|', Enumerable.Repeat("谢谢|大家", 12)), 0, 20)], keepSounds: false).Segments[0].Text.ShouldBe("谢谢大家");

    [Theory]
    [InlineData("[Music]", "")]
    [InlineData("(upbeat music)", "")]
    [InlineData("Hello [door slams] there.", "Hello there.")]
    [InlineData("*laughs* I see", "I see")]
    [InlineData("♪ la la ♪", "la la")]
    [InlineData("call (555) 123-4567", "call (555) 123-4567")]
    [InlineData("（音楽）", "")]
    [InlineData("[laughs and goes on", "laughs and goes on")]
    [InlineData("that (which I said before and will say again as often as it is asked for by any of them) is it", "that which I said before and will say again as often as it is asked for by any of them) is it")]
    public void Sound_descriptions_are_dropped_or_kept(string said, string kept)
    {
        Text(Guards.Check([Heard.Words(said, 0, 5)], keepSounds: false)).ShouldBe(kept);
        Text(Guards.Check([Heard.Words(said, 0, 5)], keepSounds: true)).ShouldBe(said);
    }

    [Fact]
    public void What_passes_once_passes_again_unchanged() => Prop.ForAll(
        Arb.From(Gen.Elements("a", "the", "no", "[Music]", "(noise", "end.", "你好", "ไทย", "?", "♪", "1984", "«").ArrayOf()),
        said =>
        {
            var once = Guards.Check([Heard.Words(string.Join(' ', said), 0, 20)], keepSounds: false);
            var twice = Guards.Check([.. once.Segments], keepSounds: false);
            string.Concat(twice.Segments.Select(segment => segment.Text)).ShouldBe(string.Concat(once.Segments.Select(segment => segment.Text)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_better_decoding_is_the_one_that_is_good_and_then_the_likelier_one()
    {
        GuardedText good = new([], false, -0.9, 1), likely = new([], true, -0.2, 3), unlikely = new([], true, -2, 1);
        likely.Better(good).ShouldBe(good);
        unlikely.Better(likely).ShouldBe(likely);
        likely.Better(unlikely).ShouldBe(likely);
    }

    private static string Text(GuardedText text) => string.Concat(text.Segments.Select(segment => segment.Text)).Trim();
}
