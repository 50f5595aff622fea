using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Platform.Speech.Words;
using Shouldly;
using Xunit;

namespace Platform.Unit.Speech.Words;

public sealed class WordJoinerSyllableTests
{
    [Theory]
    [InlineData(0x0e01, 0x0e4e)]
    [InlineData(0x0e81, 0x0edf)]
    [InlineData(0x1000, 0x109f)]
    [InlineData(0x1780, 0x17dd)]
    public void No_word_begins_inside_a_syllable_and_words_are_limited_in_length(int first, int last) => Prop.ForAll(Arb.From(Gen.Choose(0, 1_000_000_000)), seed =>
    {
        var random = new Random(seed);
        int[] letters = [.. Enumerable.Range(first, last - first + 1).Where(code => CharUnicodeInfo.GetUnicodeCategory(code) != UnicodeCategory.OtherNotAssigned)];
        var tokens = new StringBuilder();
        for (var i = random.Next(1, 120); i > 0; i--)
        {
            tokens.Append(tokens.Length > 0 && random.Next(3) == 0 ? "|" : "").Append((char)letters[random.Next(letters.Length)]);
        }

        var text = tokens.ToString().Replace("|", "", StringComparison.Ordinal);
        var words = WordJoiner.Join(Heard.Say(tokens.ToString(), 0, 20), 0);

        // What is no punctuation alone is all there.
        if (words.Count > 0)
        {
            string.Concat(words.Select(word => word.Text)).ShouldBe(text);
        }

        var wholes = StringInfo.ParseCombiningCharacters(text).ToHashSet();
        var at = 0;
        foreach (var word in words.SkipLast(1))
        {
            at += word.Text.Length;
            wholes.ShouldContain(at, text);
            Syllables.MayPart(text, at).ShouldBeTrue(text);
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("เเม่", "เเม่")]
    [InlineData("เเปลว่าเเล้ว", "เเปลว่า|เเล้ว")]
    [InlineData("ເມືອງວຽງຈັນ", "ເມືອງວຽງຈັນ")]
    public void A_leading_vowel_stays_with_the_following_consonant(string text, string words) =>
        string.Join('|', WordJoiner.Join(Heard.Say(string.Join('|', text.EnumerateRunes()), 0, 10), 0).Select(word => word.Text)).ShouldBe(words);

    [Fact]
    public void A_word_without_an_ending_token_is_cut()
    {
        var words = WordJoiner.Join(Heard.Say(string.Concat(Enumerable.Repeat("กขคฆ", 40)), 0, 20), 0);
        words.ShouldAllBe(word => word.Text.Length <= 2 * WordBoundaries.MaxRunLength);
        string.Concat(words.Select(word => word.Text)).Length.ShouldBe(160);
    }
}
