using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Platform.Captions.Formats;
using Platform.Captions.Layout;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Layout;

/// <summary>Languages without spaces, with wide characters, and from right to left.</summary>
public sealed class CueLayoutScriptTests
{
    private const string Chinese = "今天天气很好我们一起去公园散步吧那里有许多花和树";
    private const string Japanese = "きょうは天気がいいので公園へ散歩に行きましょうカメラも持って";
    private const string Closers = "。，、！？」）》";

    [Theory]
    [InlineData("zh", Chinese)]
    [InlineData("ja", Japanese)]
    public void A_line_has_21_wide_characters_and_does_not_begin_with_a_closing_mark(string language, string letters) => Prop.ForAll(Seeds(), seed =>
    {
        // A word is a character, a mark of its own, or a character with its mark: recognisers differ.
        var random = new Random(seed);
        string[] texts = [.. Enumerable.Range(0, random.Next(1, 150)).Select(i => (i == 0 ? 5 : random.Next(14)) switch
        {
            0 => Closers[random.Next(Closers.Length)].ToString(),
            1 => $"{letters[random.Next(letters.Length)]}{Closers[random.Next(Closers.Length)]}",
            2 => $"「{letters[random.Next(letters.Length)]}",
            _ => letters[random.Next(letters.Length)].ToString(),
        })];
        var (words, duration) = Timed(texts, random);

        var cues = CueLayout.Arrange(words, duration, style: null, language);

        string.Concat(cues.Select(cue => cue.Text.Replace("\n", "", StringComparison.Ordinal))).ShouldBe(string.Concat(texts));
        cues.SelectMany(cue => cue.Words!).Select(word => word.Text).ShouldBe(texts);
        foreach (var line in cues.SelectMany(cue => cue.Text.Split('\n')))
        {
            line.Length.ShouldBeLessThanOrEqualTo(21);
            Closers.ShouldNotContain(line[0].ToString());
            line[^1].ShouldNotBe('「');
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Sentences_of_Chinese_end_cues()
    {
        string[] texts = [.. "今天天气很好。我们一起去公园散步吧！".Select(c => c.ToString())];
        CaptionWord[] words = [.. texts.Select((text, i) => new CaptionWord(text, i * 0.2, (i * 0.2) + 0.2, 1))];
        CueLayout.Arrange(words, 10).Select(cue => cue.Text).ShouldBe(["今天天气很好。", "我们一起去公园散步吧！"]);

        string[] quoted = [.. "「今天天气很好。」我们一起去公园散步吧！".Select(c => c.ToString())];
        words = [.. quoted.Select((text, i) => new CaptionWord(text, i * 0.2, (i * 0.2) + 0.2, 1))];
        CueLayout.Arrange(words, 10).Select(cue => cue.Text).ShouldBe(["「今天天气很好。」", "我们一起去公园散步吧！"]);
    }

    [Fact]
    public void A_sentence_given_as_one_word_is_broken_at_the_line_length()
    {
        var text = string.Concat(Enumerable.Repeat(Chinese, 4)) + "Python 3.14" + Chinese;
        var cues = CueLayout.Arrange([new CaptionWord(text, 1, 21, 0.7, 2)], 30);
        string.Concat(cues.Select(cue => cue.Text.Replace("\n", "", StringComparison.Ordinal))).ShouldBe(text);
        cues.SelectMany(cue => cue.Text.Split('\n')).ShouldAllBe(line => line.Length <= 42 - line.Count(c => c > 'z'));
        cues.ShouldAllBe(cue => cue.Words!.All(word => word.Speaker == 2 && word.Confidence == 0.7));
        cues.ShouldContain(cue => cue.Text.Contains("Python", StringComparison.Ordinal));
        cues[0].Start.ShouldBe(1);
        cues[^1].Words![^1].End.ShouldBe(21, 0.002);
    }

    [Fact]
    public void Thai_marks_have_no_width_and_no_spaces_are_added()
    {
        string[] texts = ["สวัสดี", "ครับ", " วันนี้", "อากาศ", "ดี", "มาก", " iPhone", "ใหม่"];
        CaptionWord[] words = [.. texts.Select((text, i) => new CaptionWord(text, i * 0.4, (i * 0.4) + 0.4, 1))];
        CueLayout.Arrange(words, 10).Single().Text.ShouldBe("สวัสดีครับ วันนี้อากาศดีมาก iPhone ใหม่");

        var many = Enumerable.Repeat("ที่นี้", 30).Select((text, i) => new CaptionWord(text, i * 0.2, (i * 0.2) + 0.2, 1)).ToArray();
        foreach (var line in CueLayout.Arrange(many, 10).SelectMany(cue => cue.Text.Split('\n')))
        {
            // Two columns a word: two consonants, the rest stands above them.
            line.EnumerateRunes().Count(rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark).ShouldBeLessThanOrEqualTo(42);
        }

        CueLayout.Arrange(many, 10).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("th", "แม่น้ำเจ้าพระยาไหลผ่านกลางเมืองและผู้คนจำนวนมากเดินทางด้วยเรือทุกเช้าเพราะเร็วกว่าเเละถูกกว่า")]
    [InlineData("lo", "ສະບາຍດີມື້ນີ້ພວກເຮົາຈະເວົ້າກ່ຽວກັບປະຫວັດສາດຂອງນະຄອນຫຼວງວຽງຈັນແລະແມ່ນ້ຳຂອງ")]
    [InlineData("km", "សួស្តីថ្ងៃនេះយើងនឹងនិយាយអំពីប្រវត្តិសាស្ត្រនៃរាជធានីភ្នំពេញនិងទន្លេមេគង្គ")]
    [InlineData("my", "မင်္ဂလာပါဒီနေ့ကျွန်တော်တို့ရန်ကုန်မြို့ရဲ့သမိုင်းအကြောင်းပြောကြမယ်ဗုဒ္ဓဘာသာ")]
    public void Lines_and_cues_do_not_end_inside_a_syllable(string language, string said) => Prop.ForAll(Seeds(), seed =>
    {
        // Whatever a recogniser takes for its words: all of it, or pieces that end anywhere.
        var random = new Random(seed);
        var text = string.Concat(Enumerable.Repeat(said, random.Next(1, 6)));
        List<string> texts = [];
        for (var at = 0; at < text.Length;)
        {
            var next = Math.Min(text.Length, at + random.Next(1, seed % 3 == 0 ? 300 : 9));
            texts.Add(text[at..next]);
            at = next;
        }

        var step = 0.3;
        var words = texts.Select((word, i) => new CaptionWord(word, i * step, (i + 1) * step, 1)).ToArray();
        var lines = CueLayout.Arrange(words, texts.Count * step, new CaptionStyle(LineLength: 20), language).SelectMany(cue => cue.Text.Split('\n')).ToArray();

        string.Concat(lines).ShouldBe(text);
        var wholes = StringInfo.ParseCombiningCharacters(text).ToHashSet();
        var end = 0;
        foreach (var line in lines.SkipLast(1))
        {
            end += line.Length;
            wholes.ShouldContain(end, line);
            Syllables.MayPart(text, end).ShouldBeTrue(line);
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("\u200fשלום\u200f עולם\u200f, מה שלומך היום?")]
    [InlineData("\u202bمرحبا بالعالم\u202c، كيف حالك \u2066Windows\u2069 اليوم؟\u061c")]
    public void Directional_marks_are_kept(string text)
    {
        var words = text.Split(' ');
        var cues = CueLayout.Arrange([.. words.Select((word, i) => new CaptionWord(word, i * 0.4, (i * 0.4) + 0.4, 1))], 10);
        string.Join(' ', cues.Select(cue => cue.Text.Replace('\n', ' '))).ShouldBe(text);
        foreach (var format in new[] { CaptionFormat.Vtt, CaptionFormat.Srt, CaptionFormat.Text })
        {
            string.Concat(CaptionWriter.Write(new CaptionDocument("ar", 10, 0, cues), format).Where(IsMark)).ShouldBe(string.Concat(text.Where(IsMark)));
        }

        static bool IsMark(char c) => char.GetUnicodeCategory(c) == UnicodeCategory.Format;
    }

    [Fact]
    public void Times_keep_their_rules_in_any_script() => Prop.ForAll(Seeds(), seed =>
    {
        var random = new Random(seed);
        string[] letters = ["天", "の", "カ", "ก", "가", "م", "ש", "é", "a", "\u200f", "😀", "。", "؟", "،", "ก็", " "];
        string[] texts = [.. Enumerable.Range(0, random.Next(1, 80)).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => letters[random.Next(letters.Length)])))];
        var (words, duration) = Timed(texts, random);
        var end = 0d;
        foreach (var cue in CueLayout.Arrange(words, duration))
        {
            cue.Start.ShouldBeGreaterThanOrEqualTo(end);
            cue.End.ShouldBeGreaterThan(cue.Start);
            (cue.End - cue.Start).ShouldBeLessThanOrEqualTo(7.0001);
            cue.Text.Split('\n').Length.ShouldBeLessThanOrEqualTo(2);
            end = cue.End;
        }

        end.ShouldBeLessThanOrEqualTo(duration + 0.0001);
    }).QuickCheckThrowOnFailure();

    private static (CaptionWord[] Words, double Duration) Timed(string[] texts, Random random)
    {
        var at = 0;
        var words = new CaptionWord[texts.Length];
        for (var i = 0; i < words.Length; i++)
        {
            var length = random.Next(60, 400);
            words[i] = new CaptionWord(texts[i], at / 1000d, (at + length) / 1000d, 1);
            at += length + (random.Next(10) == 0 ? random.Next(1400) : random.Next(60));
        }

        return (words, (at + random.Next(2000)) / 1000d);
    }

    private static Arbitrary<int> Seeds() => Arb.From(Gen.Choose(0, 1_000_000_000));
}
