using FsCheck;
using FsCheck.Fluent;
using Platform.Speech.Activity;
using Platform.Speech.Words;
using Shouldly;
using Xunit;

namespace Platform.Unit.Speech.Words;

public sealed class GuardsTests
{
    [Fact]
    public void Good_text_is_not_changed()
    {
        var heard = Heard.Words("It is a truth universally acknowledged, that a single man must be in want of a wife.", 0, 6);
        var checkedText = Guards.Check([heard], keepSounds: false);
        checkedText.DecodeAgain.ShouldBeFalse();
        checkedText.Segments.ShouldHaveSingleItem().Text.ShouldBe(heard.Text);
        checkedText.Segments[0].Tokens.ShouldBe(heard.Tokens);
    }

    [Theory]
    [InlineData("")]
    [InlineData("4.1-3-")]
    public void A_repeating_word_is_cut_wherever_the_repetition_begins(string before)
    {
        var checkedText = Guards.Check([Heard.Words($"Jin {before}{string.Concat(Enumerable.Repeat("2-3-", 20))}end", 0, 6)], keepSounds: false);
        checkedText.IsLooped.ShouldBeTrue();
        var word = checkedText.Segments.ShouldHaveSingleItem().Text.Split(' ')[^1];
        word.Length.ShouldBeLessThan(24);
        word.ShouldStartWith(before);
        word.ShouldEndWith("end");
    }

    [Fact]
    public void No_text_gives_no_text()
    {
        var checkedText = Guards.Check([], keepSounds: false);
        checkedText.Segments.ShouldBeEmpty();
        checkedText.DecodeAgain.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0.30, 0.1, 1)]
    [InlineData(0.40, 0.1, 1)]
    [InlineData(0.30, 0.7, 0)]
    [InlineData(0.40, 0.7, 1)]
    public void Unlikely_text_in_silence_is_dropped_and_not_decoded_again(double probability, double noSpeech, int segments)
    {
        var checkedText = Guards.Check([Heard.Words("what might that be", 0, 2, probability, noSpeech)], keepSounds: false);
        checkedText.Segments.Count.ShouldBe(segments);
        checkedText.DecodeAgain.ShouldBeFalse();
    }

    [Theory]
    [InlineData("Thai", "สวัสดีครับ วันนี้เราจะมาพูดคุยกันเกี่ยวกับประวัติศาสตร์ของกรุงเทพมหานคร ซึ่งเป็นเมืองหลวงของประเทศไทยมาตั้งแต่ปี พ.ศ. สองพันสามร้อยยี่สิบห้า แม่น้ำเจ้าพระยาไหลผ่านกลางเมือง และผู้คนจำนวนมากเดินทางด้วยเรือทุกเช้า ตลาดเปิดก่อนพระอาทิตย์ขึ้น")]
    [InlineData("Hindi", "नमस्ते, आज हम भारत के इतिहास के बारे में बात करेंगे। दिल्ली सदियों से इस देश की राजधानी रही है और यहाँ अनेक राजाओं ने किले बनवाए। सुबह होते ही बाज़ार खुल जाते हैं, लोग चाय पीते हैं और अपने काम पर निकल पड़ते हैं। यमुना नदी शहर के पूर्व में बहती है।")]
    [InlineData("Tamil", "வணக்கம், இன்று நாம் தமிழ்நாட்டின் வரலாற்றைப் பற்றிப் பேசப் போகிறோம். சென்னை கடற்கரையில் அமைந்துள்ள பெரிய நகரம். காலையில் மீனவர்கள் படகுகளுடன் திரும்பி வருகிறார்கள், சந்தைகள் திறக்கப்படுகின்றன, குழந்தைகள் பள்ளிக்குச் செல்கிறார்கள்.")]
    [InlineData("Russian", "Здравствуйте, сегодня мы поговорим об истории нашего города. Река протекает через самый центр, и каждое утро люди спешат по мостам на работу. Рынок открывается ещё до восхода солнца, а вечером на площади играет музыка.")]
    [InlineData("English", "Hello, today we are going to talk about the history of our town. The river runs right through the middle, and every morning people hurry over the bridges to their work. The market opens before sunrise, and music plays in the square at night.")]
    [InlineData("Chinese", "大家好，今天我们来谈谈这座城市的历史。河流从市中心穿过，每天早晨人们匆匆走过桥去上班。市场在日出之前就开门，晚上广场上有音乐。")]
    public void Ordinary_text_of_any_script_is_not_decoded_again_and_a_loop_is(string script, string said)
    {
        var checkedText = Guards.Check([Heard.Words(said, 0, 28)], keepSounds: false);
        checkedText.CompressionRatio.ShouldBeInRange(0.5, 2, script);
        checkedText.DecodeAgain.ShouldBeFalse(script);

        var loop = Guards.Check([Heard.Words(string.Join(' ', Enumerable.Repeat(said[..30], 12)), 0, 28)], keepSounds: false);
        loop.CompressionRatio.ShouldBeGreaterThan(2.4, script);
        loop.DecodeAgain.ShouldBeTrue(script);
    }

    [Theory]
    [InlineData("Please try again.", 4, 6.4)]
    [InlineData("That is not a valid conference number, please try again.", 4, 16.3)]
    [InlineData("No,", 12, 10.7)]
    public void Repetitions_with_matching_speech_are_kept(string said, int times, double seconds)
    {
        var text = string.Join(' ', Enumerable.Repeat(said, times));
        var checkedText = Guards.Check([Heard.Words(text, 0, seconds)], keepSounds: false, [new SpeechSegment(0, seconds)]);
        (checkedText.DecodeAgain, checkedText.IsLooped).ShouldBe((false, false));
        checkedText.Segments.ShouldHaveSingleItem().Text.Trim().ShouldBe(text);

        // The same in no time, and far too often.
        Guards.Check([Heard.Words(text, 0, seconds)], keepSounds: false, [new SpeechSegment(0, 0.3)]).IsLooped.ShouldBeTrue();
        var loop = string.Join(' ', Enumerable.Repeat(said, times * 12));
        Guards.Check([Heard.Words(loop, 0, 29)], keepSounds: false, [new SpeechSegment(0, 29)]).IsLooped.ShouldBeTrue();
    }

    [Fact]
    public void Repetitions_separated_by_pauses_are_kept()
    {
        var text = string.Join(' ', Enumerable.Repeat("Goodbye!", 15));
        SpeechSegment[] parted = [.. Enumerable.Range(0, 15).Select(i => new SpeechSegment(i * 1.2, (i * 1.2) + 0.8))];
        Guards.Check([Heard.Words(text, 0, 18)], keepSounds: false, parted).IsLooped.ShouldBeFalse();
        Guards.Check([Heard.Words(text, 0, 18)], keepSounds: false, [new SpeechSegment(0, 9), new SpeechSegment(10, 13)]).IsLooped.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Thank you for watching!", 12, 0.3, 0)]
    [InlineData("Thank you for watching!", 2, 0.3, 1)]
    [InlineData("Thank you for watching!", 12, 0.9, 1)]
    [InlineData("Good luck!", 2, 0.1, 0)]
    public void A_few_unlikely_words_for_much_speech_are_dropped(string said, double seconds, double probability, int segments) =>
        Guards.Check([Heard.Words(said, 0, seconds, probability)], keepSounds: false, [new SpeechSegment(0, seconds)]).Segments.Count.ShouldBe(segments);

    [Fact]
    public void Text_that_repeats_itself_is_decoded_again()
    {
        var verses = string.Join(' ', Enumerable.Range(0, 9).Select(i => $"and then the number {i} went up the long hill"));
        var checkedText = Guards.Check([Heard.Words(verses, 0, 28)], keepSounds: false);
        checkedText.CompressionRatio.ShouldBeGreaterThan(2.4);
        checkedText.DecodeAgain.ShouldBeTrue();

        // Announcements are full of the same words: what there is time for can have been said.
        Guards.Check([Heard.Words(verses, 0, 28)], keepSounds: false, [new SpeechSegment(0, 12), new SpeechSegment(14, 27)]).DecodeAgain.ShouldBeFalse();
        Guards.Check([Heard.Words(verses, 0, 28)], keepSounds: false, [new SpeechSegment(0, 6), new SpeechSegment(14, 20)]).DecodeAgain.ShouldBeTrue();
    }

    [Theory]
    [InlineData("one two three four one two three four one two three four five", "one two three four five")]
    [InlineData("well thank you. Thank you. thank you. Thank you. Thank you. Thank you. bye", "well thank you. bye")]
    [InlineData("oh no no no no he said", "oh no no no no he said")]
    [InlineData("row row row your boat gently down the stream", "row row row your boat gently down the stream")]
    [InlineData("we shall see and we shall see", "we shall see and we shall see")]
    [InlineData("llallallallallallallallallallallalla", "lla")]
    [InlineData("ァァァァァァァァァァァァァァァァァァァァァァァァァァァァァァ", "ァ")]
    public void Loops_are_cut(string said, string kept)
    {
        var checkedText = Guards.Check([Heard.Words(said, 0, 10)], keepSounds: false);
        string.Concat(checkedText.Segments.Select(segment => segment.Text)).Trim().ShouldBe(kept);
        checkedText.DecodeAgain.ShouldBe(said != kept);
    }

    [Fact]
    public void A_loop_over_several_segments_is_cut()
    {
        RecognisedSegment[] heard = [.. Enumerable.Range(0, 8).Select(i => Heard.Words("Thanks for watching!", i * 3, (i * 3) + 3))];
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
    public void Guarding_is_idempotent() => Prop.ForAll(
        Arb.From(Gen.Elements("a", "the", "no", "[Music]", "(noise", "end.", "你好", "ไทย", "?", "♪", "1984", "«").ArrayOf()),
        said =>
        {
            var once = Guards.Check([Heard.Words(string.Join(' ', said), 0, 20)], keepSounds: false);
            var twice = Guards.Check([.. once.Segments], keepSounds: false);
            string.Concat(twice.Segments.Select(segment => segment.Text)).ShouldBe(string.Concat(once.Segments.Select(segment => segment.Text)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decodings_are_ranked_by_quality_then_absence_of_loops_then_order()
    {
        var said = Heard.Words("good words", 0, 2);
        GuardedText good = new([said], false, false, 1), repeating = new([said], true, false, 3), looped = new([said], true, true, 3), nothing = new([], false, false, 0);
        looped.Better(good).ShouldBe(good);
        good.Better(repeating).ShouldBe(good);
        looped.Better(repeating).ShouldBe(repeating);
        repeating.Better(looped).ShouldBe(repeating);
        looped.Better(looped with { CompressionRatio = 4 }).ShouldBe(looped);
        looped.Better(nothing).ShouldBe(looped, "what was said once too often was said");
    }

    [Fact]
    public void Sampled_words_do_not_replace_the_most_probable_ones()
    {
        var first = Guards.Check([Heard.Words("what might that be", 0, 2, probability: 0.2)], keepSounds: false);
        var sampled = Guards.Check([Heard.Words("thank you for watching", 0, 2, probability: 0.99)], keepSounds: false);
        first.Better(sampled).ShouldBe(first);
    }

    private static string Text(GuardedText text) => string.Concat(text.Segments.Select(segment => segment.Text)).Trim();
}
