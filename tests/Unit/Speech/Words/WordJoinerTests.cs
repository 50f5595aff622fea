using Platform.Speech.Words;
using Shouldly;
using Xunit;

namespace Platform.Unit.Speech.Words;

public sealed class WordJoinerTests
{
    [Theory]
    [InlineData(" Hel|lo|,| wor|ld|.", "Hello,|world.")]
    [InlineData("[_BEG_]| Well| then|[_TT_50]", "Well|then")]
    [InlineData(" Don|'t| stop", "Don't|stop")]
    [InlineData(" a| well|-|known| fact", "a|well-known|fact")]
    [InlineData(" Ça| va| ?| Oui| !", "Ça|va\u00A0?|Oui\u00A0!")]
    [InlineData(" «| Bonjour| »| dit|-elle", "«\u00A0Bonjour\u00A0»|dit-elle")]
    [InlineData(" ¿|Qué| hora| es|?", "¿Qué|hora|es?")]
    [InlineData(" \"|Yes|.|\"", "\"Yes.\"")]
    [InlineData(" Q| &| A", "Q|&|A")]
    [InlineData(" ...", "")]
    [InlineData("", "")]
    public void Tokens_become_words(string tokens, string words) => Join(tokens).ShouldBe(words);

    [Theory]
    [InlineData("今天|天气|很好|，|我们|走吧|。", "今|天|天|气|很|好，|我|们|走|吧。")]
    [InlineData("「|こん|にちは|」|と言|った", "「こ|ん|に|ち|は」|と|言っ|た")]
    [InlineData("コン|ピュ|ーター|を|使う", "コンピューター|を|使|う")]
    [InlineData("我用|Windows| 11|。", "我|用|Windows|11。")]
    [InlineData("人々", "人々")]
    public void Chinese_and_Japanese_words_begin_by_their_characters(string tokens, string words) => Join(tokens).ShouldBe(words);

    [Theory]
    [InlineData("แม่|ไป|เที่ยว", "แม่|ไป|เที่ยว")]
    [InlineData("ประ|เทศ|ไทย", "ประ|เทศ|ไทย")]
    public void Thai_words_begin_before_leading_vowels(string tokens, string words) => Join(tokens).ShouldBe(words);

    [Fact]
    public void Thai_words_never_begin_with_a_mark_and_are_limited_in_length()
    {
        var words = WordJoiner.Join(Heard.Say(string.Join('|', Enumerable.Repeat("ก|ำ|ลัง", 40)), 0, 30), 0);
        words.ShouldAllBe(word => word.Text.Length <= WordBoundaries.MaxRunLength + 4 && word.Text[0] != 'ำ' && word.Text[0] != 'ั');
        string.Concat(words.Select(word => word.Text)).Length.ShouldBe(200);
    }

    [Fact]
    public void Pieces_of_a_character_are_joined_by_the_text_of_the_segment()
    {
        RecognisedToken[] tokens =
        [
            new("你", 0, 1, 0.9), new("\uFFFD", 1, 1.5, 0.4), new("\uFFFD", 1.5, 2, 0.6), new("吗", 2, 3, 0.9), new("\uFFFD", 3, 4, 0.8), new("\uFFFD\uFFFD", 4, 5, 0.8),
        ];
        var words = WordJoiner.Join(new RecognisedSegment("你好吗嗎", 0, 5, 0, tokens), 0);
        words.Select(word => word.Text).ShouldBe(["你", "好", "吗", "嗎"]);
        words[1].Start.ShouldBe(1);
        words[1].End.ShouldBe(2);
        words[1].Probability.ShouldBe(0.5, 1e-9);
        words[3].Start.ShouldBe(3);
        words[3].End.ShouldBe(5);
    }

    [Fact]
    public void Pieces_that_do_not_match_the_text_are_dropped()
    {
        RecognisedToken[] tokens = [new(" one", 0, 1, 0.9), new("\uFFFD", 1, 2, 0.9), new(" two", 2, 3, 0.9)];
        WordJoiner.Join(new RecognisedSegment("", 0, 3, 0, tokens), 0).Select(word => word.Text).ShouldBe(["one", "two"]);
    }

    [Fact]
    public void A_missing_first_space_makes_no_difference()
    {
        RecognisedToken[] tokens = [new(" caf", 0, 1, 0.9), new("\uFFFD", 1, 1.5, 0.9), new("\uFFFD", 1.5, 2, 0.9), new(" noir", 2, 3, 0.9)];
        WordJoiner.Join(new RecognisedSegment("café noir", 0, 3, 0, tokens), 0).Select(word => word.Text).ShouldBe(["café", "noir"]);
    }

    [Fact]
    public void A_word_lasts_from_its_first_token_to_its_last()
    {
        RecognisedToken[] tokens = [new(" Hel", 1, 1.2, 0.8), new("lo", 1.2, 1.5, 0.4), new(",", 1.5, 1.6, 1), new(" you", 2, 2.4, 0.9)];
        var words = WordJoiner.Join(new RecognisedSegment(" Hello, you", 1, 2.4, 0, tokens), 3);
        words[0].ShouldBe(new RecognisedWord("Hello,", true, 1, 1.6, (0.8 + 0.4 + 1) / 3, 3));
        words[1].ShouldBe(new RecognisedWord("you", true, 2, 2.4, 0.9, 3));
    }

    [Fact]
    public void Characters_of_one_token_share_its_time()
    {
        RecognisedToken[] tokens = [new("你好", 1, 2, 0.8)];
        var words = WordJoiner.Join(new RecognisedSegment("你好", 1, 2, 0, tokens), 0);
        words.Select(word => (word.Start, word.End)).ShouldBe([(1d, 1.5), (1.5, 2d)]);
    }

    [Fact]
    public void Invalid_times_are_replaced_by_those_of_the_segment()
    {
        RecognisedToken[] tokens = [new(" a", double.NaN, double.PositiveInfinity, double.NaN), new(" b", 3, 2, 7)];
        var words = WordJoiner.Join(new RecognisedSegment(" a b", 1, 4, 0, tokens), 0);
        words.ShouldAllBe(word => double.IsFinite(word.Start) && word.End >= word.Start && word.Probability >= 0 && word.Probability <= 1);
    }

    private static string Join(string tokens) => string.Join('|', WordJoiner.Join(Heard.Say(tokens, 0, 10), 0).Select(word => word.Text));
}
