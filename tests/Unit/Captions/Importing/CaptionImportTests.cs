using System.Text;
using Platform.Captions.Formats;
using Platform.Captions.Importing;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Importing;

public sealed class CaptionImportTests
{
    private static readonly CaptionDocument s_document = new("en", 10, 4,
    [
        new CaptionCue(1, 0.5, 2, "Hello wrld how", [new CaptionWord("Hello", 0.5, 0.9, 0.9, 1), new CaptionWord("wrld", 1, 1.4, 0.3, 1), new CaptionWord("how", 1.5, 2, 0.8, 1)], [1], "cue-1"),
        new CaptionCue(2, 2.5, 4, "- are you\n- fine", [new CaptionWord("are", 2.5, 2.8, 0.9, 1), new CaptionWord("you", 2.9, 3.2, 0.9, 1), new CaptionWord("fine", 3.5, 4, 0.9, 2)], [1, 2], "cue-2"),
        new CaptionCue(3, 5, 6, "Bye.", null, [2], "cue-3"),
    ],
    ["Ann"]);

    [Fact]
    public void Corrected_text_goes_to_the_cues_whose_words_it_is()
    {
        var corrected = CaptionImport.Correct(s_document, "Hello world, how\n- are you?\n- Fine, thanks!\n\nBye."u8, CaptionFormat.Text);
        corrected.Revision.ShouldBe(5);
        corrected.Speakers.ShouldBe(["Ann"]);
        corrected.Cues.Select(cue => (cue.Index, cue.Start, cue.End, cue.Text)).ShouldBe([(1, 0.5, 2, "Hello world, how"), (2, 2.5, 4, "- are you?\n- Fine, thanks!"), (3, 5, 6, "Bye.")]);
        corrected.Cues[0].Words.ShouldBeNull();
        corrected.Cues[1].Speakers.ShouldBe([1, 2]);
        corrected.Cues[2].ShouldBe(s_document.Cues[2]);
    }

    [Fact]
    public void A_cue_without_words_is_removed_and_a_file_with_times_corrects_by_its_text_alone()
    {
        CaptionImport.Correct(s_document, "Hello wrld how Bye."u8, CaptionFormat.Text).Cues.Select(cue => (cue.Index, cue.Text)).ShouldBe([(1, "Hello wrld how"), (2, "Bye.")]);
        var timed = CaptionImport.Correct(s_document, "1\n00:00:08,000 --> 00:00:09,000\nHello world how are you fine bye!\n"u8, CaptionFormat.Srt);
        timed.Cues.Select(cue => (cue.Start, cue.Text)).ShouldBe([(0.5, "Hello world how"), (2.5, "- are you\n- fine"), (5, "bye!")]);
    }

    [Fact]
    public void Plain_text_gets_the_times_of_the_words_that_it_has()
    {
        var replaced = CaptionImport.Replace(s_document, "Hello, world! How are you?\nFine and well. Bye."u8, CaptionFormat.Text);
        var words = replaced.Cues.SelectMany(cue => cue.Words!).ToDictionary(word => word.Text, word => (word.Start, word.Confidence, word.Speaker));
        words["Hello,"].ShouldBe((0.5, (double?)0.9, (int?)1));
        words["world!"].ShouldBe((1d, (double?)null, (int?)1));
        words["Fine"].ShouldBe((3.5, (double?)0.9, (int?)2));
        words["and"].Start.ShouldBe(4);
        words["well."].Start.ShouldBe(4.5);
        words["Bye."].Start.ShouldBe(5);
        replaced.Cues.Zip(replaced.Cues.Skip(1), (cue, next) => cue.End <= next.Start).ShouldAllBe(isBefore => isBefore);
    }

    [Fact]
    public void A_file_replaces_all_cues_and_what_is_unchanged_keeps_its_words()
    {
        const string file = "WEBVTT\n\nNOTE by hand\n\n00:05.000 --> 00:12.000\n<v Zoe>Bye.\n\nname\n00:00.500 --> 00:02.000 align:left\nHello wrld how\n\n02:03:00.000 --> 02:03:01.000\n&nbsp;\n\n00:01.500 --> 00:05.500\n<v Ann>are <i>you</i> &amp; </v>\n<v Speaker 2>fine\n";
        var replaced = CaptionImport.Replace(s_document, Encoding.UTF8.GetBytes(file), CaptionFormat.Vtt);
        replaced.Cues.Select(cue => (cue.Index, cue.Start, cue.End, cue.Text)).ShouldBe([(1, 0.5, 1.5, "Hello wrld how"), (2, 1.5, 5, "- are you &\n- fine"), (3, 5, 10, "Bye.")]);
        replaced.Cues[1].Speakers.ShouldBe([1, 2]);
        replaced.Cues[2].Speakers.ShouldBe([3]);
        replaced.Speakers.ShouldBe(["Ann", "", "Zoe"]);

        var same = CaptionImport.Replace(s_document, CaptionWriter.WriteUtf8(s_document, CaptionFormat.Srt), CaptionFormat.Srt);
        same.Cues.ShouldBe(s_document.Cues);
    }

    [Theory]
    [InlineData("srt", "1\n00:00:11,000 --> 00:00:12,000\nlate\n", 2)]
    [InlineData("srt", "00:00:01,000 --> 00:00:02,000\na\n\n00:00:01,000 --> 00:00:03,000\nb\n", 4)]
    [InlineData("srt", "00:00:02,000 --> 00:00:02,000\na\n", 1)]
    [InlineData("srt", "00:00:02,000 --> 00:00:03,000\na\n\n00:00:04,000 -> 00:00:05,000\nb\n", 4)]
    [InlineData("srt", "", 1)]
    [InlineData("vtt", "00:01.000 --> 00:02.000\na\n", 1)]
    [InlineData("vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\na\n00:03.000 --> 00:04.000\nb\n", 5)]
    [InlineData("vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v \u202eMax>a\n", 3)]
    [InlineData("sbv", "0:00:01.000,0:00:02.000\na\n\nb\n", 4)]
    [InlineData("ttml", "<tt xmlns=\"http://www.w3.org/ns/ttml\">\n<body>\n<p>a</p></body></tt>", 3)]
    [InlineData("ttml", "<tt xmlns=\"http://www.w3.org/ns/ttml\">\n<body><p begin=\"soon\" end=\"2s\">a</p></body></tt>", 2)]
    [InlineData("ttml", "<tt xmlns=\"http://www.w3.org/ns/ttml\">\n<body>&bomb;</body></tt>", 2)]
    [InlineData("ttml", "<html/>", 1)]
    public void What_cannot_be_imported_is_refused_with_its_line(string format, string file, int line) =>
        Refusal(Encoding.UTF8.GetBytes(file), CaptionFormats.Find(format)!).Line.ShouldBe(line);

    [Fact]
    public void Files_are_bounded()
    {
        var cue = (int second, string text) => FormattableString.Invariant($"{second / 3600}:{second / 60 % 60:00}:{second % 60:00}.000,{second / 3600}:{second / 60 % 60:00}:{second % 60:00}.500\n{text}\n\n");
        Refusal(Encoding.UTF8.GetBytes(cue(1, new string('m', 501))), CaptionFormat.Sbv).Rule.ShouldBe(new FieldRule(FieldRules.Characters, 1, 500));
        var document = s_document with { DurationSeconds = 20_000 };
        CaptionImport.Replace(document, Encoding.UTF8.GetBytes(cue(1, new string('m', 500))), CaptionFormat.Sbv).Cues.Single().Text.Length.ShouldBe(500);

        var most = string.Concat(Enumerable.Range(0, CaptionImport.MaxCues).Select(i => cue(i, "m")));
        CaptionImport.Replace(document, Encoding.UTF8.GetBytes(most), CaptionFormat.Sbv).Cues.Count.ShouldBe(CaptionImport.MaxCues);
        Refusal(Encoding.UTF8.GetBytes(most + cue(CaptionImport.MaxCues, "m")), CaptionFormat.Sbv).Line.ShouldBe((CaptionImport.MaxCues * 3) + 1);
        Refusal(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a\n", CaptionImport.MaxWords + 1))), CaptionFormat.Text).Line.ShouldBe(CaptionImport.MaxWords + 1);

        Refusal(Encoding.UTF8.GetBytes("a\n" + new string('m', 501)), CaptionFormat.Text).Line.ShouldBe(2);

        var spans = string.Concat(Enumerable.Repeat("<span>a</span>", 200_000));
        Refusal(Encoding.UTF8.GetBytes($"<tt xmlns=\"http://www.w3.org/ns/ttml\"><body>\n<p begin=\"1s\" end=\"2s\">{spans}</p></body></tt>"), CaptionFormat.Ttml).Line.ShouldBe(2);
        var voices = string.Concat(Enumerable.Repeat("<v a>b", 200_000));
        Refusal(Encoding.UTF8.GetBytes($"WEBVTT\n\n00:01.000 --> 00:02.000\n{voices}\n"), CaptionFormat.Vtt).Line.ShouldBe(3);

        var deep = "<tt xmlns=\"http://www.w3.org/ns/ttml\"><body>" + string.Concat(Enumerable.Repeat("<div>", 1000));
        Refusal(Encoding.UTF8.GetBytes(deep), CaptionFormat.Ttml).Message.ShouldContain("levels");
    }

    [Theory]
    [InlineData("begin=\"1s\" end=\"2500ms\"", 1, 2.5)]
    [InlineData("begin=\"00:00:01:12\" dur=\"48f\"", 1.5, 3.5)]
    [InlineData("begin=\"10t\" end=\"00:00:02.25\"", 1, 2.25)]
    [InlineData("begin=\"0.05m\"", 3, 9)]
    public void Ttml_counts_in_any_unit_from_the_start_of_its_container(string times, double start, double end)
    {
        var file = $"""
            <tt xmlns="http://www.w3.org/ns/ttml" xmlns:p="http://www.w3.org/ns/ttml#parameter" p:frameRate="25" p:frameRateMultiplier="24 25" p:tickRate="10">
              <body end="9s"><div><p {times}>
                a <span>b</span><br/> c
                <metadata>hidden</metadata></p></div></body></tt>
            """;
        var cue = CaptionImport.Replace(s_document, Encoding.UTF8.GetBytes(file), CaptionFormat.Ttml).Cues.Single();
        (cue.Start, cue.End, cue.Text).ShouldBe((start, end, "a b\nc"));
    }

    [Fact]
    public void Only_cues_that_are_the_same_keep_their_ids()
    {
        var file = "1\n00:00:00,500 --> 00:00:02,000\nHello wrld how\n\n2\n00:00:02,500 --> 00:00:04,000\nSomething else\n"u8;
        CaptionImport.Replace(s_document, file, CaptionFormat.Srt).Cues.Select(cue => cue.Id).ShouldBe(["cue-1", "r5-2"]);
        CaptionImport.Correct(s_document, "Hello world how are you fine"u8, CaptionFormat.Text).Cues.Select(cue => cue.Id).ShouldBe(["cue-1", "cue-2"]);
    }

    [Fact]
    public void Markup_of_SubRip_is_left_out() =>
        CaptionImport.Replace(s_document, "1\r\n00:00:01,000 --> 00:00:02,000 X1:1\r\n{\\an8}<i>a</i> < b <font color=\"red\">c</font>\r\n\r\n"u8, CaptionFormat.Srt).Cues.Single().Text.ShouldBe("a < b c");

    private static CaptionFileException Refusal(byte[] file, CaptionFormat format) => Should.Throw<CaptionFileException>(() => CaptionImport.Replace(s_document, file, format));
}
