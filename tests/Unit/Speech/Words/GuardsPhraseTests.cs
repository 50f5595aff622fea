using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Platform.Speech.Activity;
using Platform.Speech.Words;
using Shouldly;
using Xunit;

namespace Platform.Unit.Speech.Words;

/// <summary>Loops in scripts that part phrases, not words.</summary>
public sealed class GuardsPhraseTests
{
    public static TheoryData<string> Phrases =>
    [
        "ขอบคุณครับ", "ขอบคุณที่รับชมนะคะ", "แล้วเจอกันใหม่ในคลิปหน้า", "ຂອບໃຈຫຼາຍໆເດີ້", "ສະບາຍດີທຸກຄົນ", "សូមអរគុណសម្រាប់ការទស្សនា", "ကျေးဇူးတင်ပါတယ်ခင်ဗျာ",
    ];

    [Theory]
    [MemberData(nameof(Phrases))]
    public void A_loop_is_cut_however_the_model_cuts_it_into_tokens(string phrase) => Prop.ForAll(Arb.From(Gen.Choose(0, 1_000_000_000)), seed =>
    {
        var random = new Random(seed);
        var times = random.Next(8, 30);
        // The last one is cut off where the model has no room for more.
        var rest = Clusters.Ends(phrase).Prepend(0).ElementAt(random.Next(Clusters.Ends(phrase).Count()));
        var text = string.Concat(Enumerable.Repeat(phrase, times)) + phrase[..rest];

        var cut = Guards.Check([Heard.Say(Tokens(text, random), 0, 28)], keepSounds: false);

        string.Concat(cut.Segments.Select(segment => segment.Text)).ShouldBe(phrase);
        cut.IsLooped.ShouldBeTrue();
        cut.DecodeAgain.ShouldBeTrue();
        var tokens = cut.Segments.SelectMany(segment => segment.Tokens).ToArray();
        tokens.ShouldAllBe(token => token.End >= token.Start && token.End <= 28);
        tokens.Zip(tokens.Skip(1)).ShouldAllBe(pair => pair.First.End <= pair.Second.Start + 1e-9);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Phrases))]
    public void Phrases_said_twice_or_with_enough_time_are_kept(string phrase)
    {
        foreach (var (times, seconds) in ((int, double)[])[(2, 2), (5, 15)])
        {
            var text = string.Concat(Enumerable.Repeat(phrase, times));
            var kept = Guards.Check([Heard.Say(Tokens(text, new Random(1)), 0, seconds)], keepSounds: false, [new SpeechSegment(0, seconds)]);
            string.Concat(kept.Segments.Select(segment => segment.Text)).ShouldBe(text);
            kept.IsLooped.ShouldBeFalse();
        }
    }

    [Fact]
    public void Syllables_with_different_vowels_are_not_a_loop()
    {
        var text = "กากิกีกึกืกุกูเกแกโกไกใกเกากำกะกัง" + "ขาขิขีขึขืขุขูเขแขโขไขใขเขาขำขะขัง";
        var kept = Guards.Check([Heard.Say(Tokens(text, new Random(1)), 0, 20)], keepSounds: false);
        string.Concat(kept.Segments.Select(segment => segment.Text)).ShouldBe(text);
        kept.IsLooped.ShouldBeFalse();
    }

    private static string Tokens(string text, Random random)
    {
        var tokens = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            tokens.Append(tokens.Length > 0 && random.Next(3) > 0 ? "|" : "").Append(rune);
        }

        return tokens.ToString();
    }
}
