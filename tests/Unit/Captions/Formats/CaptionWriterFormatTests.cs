using System.Text;
using System.Xml.Linq;
using Platform.Captions.Formats;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Formats;

public sealed class CaptionWriterFormatTests
{
    private static readonly CaptionDocument s_document = new("en", 4000, 0,
    [
        new CaptionCue(1, 0.5, 2.256, "Tom & <Jerry>\nsay --> hi", [new CaptionWord("Tom", 0.5, 1, 0.9), new CaptionWord("&", 1, 1.1, null), new CaptionWord("<Jerry>", 1.1, 1.5, null), new CaptionWord("hi", 2, 2.2, null)], [1]),
        new CaptionCue(2, 3661.0004, 3662.9996, "- {\\b1}, yes\n- \"=no\"", null, [2, 1]),
        new CaptionCue(3, 3700, 3700.001, "=1+1", null, [3]),
    ],
    ["Ann", "Bob, \"B\""]);

    [Fact]
    public void Ttml_names_speakers_as_agents_and_escapes_markup()
    {
        var file = CaptionWriter.Write(s_document, CaptionFormat.Ttml);
        var root = XDocument.Parse(file).Root!;
        root.Name.ShouldBe(XName.Get("tt", "http://www.w3.org/ns/ttml"));
        root.Attribute(XName.Get("contentProfiles", "http://www.w3.org/ns/ttml#parameter"))!.Value.ShouldBe("http://www.w3.org/ns/ttml/profile/imsc1.1/text");
        file.ShouldStartWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tt ");
        file.ShouldContain("<ttm:agent xml:id=\"speaker2\" type=\"person\"><ttm:name type=\"full\">Bob, \"B\"</ttm:name></ttm:agent>");
        file.ShouldEndWith(
            """
            <p xml:id="cue1" xml:space="preserve" begin="00:00:00.500" end="00:00:02.256"><span ttm:agent="speaker1" style="line">Tom &amp; &lt;Jerry&gt;<br />say --&gt; hi</span></p>
            <p xml:id="cue2" xml:space="preserve" begin="01:01:01.000" end="01:01:03.000"><span ttm:agent="speaker2" style="line">- {\b1}, yes</span><br /><span ttm:agent="speaker1" style="line">- "=no"</span></p>
            <p xml:id="cue3" xml:space="preserve" begin="01:01:40.000" end="01:01:40.001"><span ttm:agent="speaker3" style="line">=1+1</span></p>
            </div></body></tt>

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Ttml_replaces_what_xml_cannot_contain() =>
        XDocument.Parse(CaptionWriter.Write(s_document with { Cues = [new CaptionCue(1, 0, 1, "a\uffff\ud800 \ud83d\ude00", null)] }, CaptionFormat.Ttml))
            .Descendants(XName.Get("p", "http://www.w3.org/ns/ttml")).Single().Value.ShouldBe("a\ufffd\ufffd \ud83d\ude00");

    [Fact]
    public void Ass_has_hundredths_names_and_no_commands_in_its_text() => CaptionWriter.Write(s_document, CaptionFormat.Ass).Split("Effect, Text\n")[1].ShouldBe(
        "Dialogue: 0,0:00:00.50,0:00:02.26,Default,Ann,0,0,0,,Tom & <Jerry>\\Nsay --> hi\n"
        + "Dialogue: 0,1:01:01.00,1:01:03.00,Default,Bob  \"B\"; Ann,0,0,0,,- \\{\\\u2060b1}, yes\\N- \"=no\"\n"
        + "Dialogue: 0,1:01:40.00,1:01:40.01,Default,Speaker 3,0,0,0,,=1+1\n");

    [Fact]
    public void Sbv_has_no_times_in_its_text()
    {
        CaptionWriter.Write(s_document, CaptionFormat.Sbv).ShouldStartWith("0:00:00.500,0:00:02.256\nTom & <Jerry>\nsay --> hi\n\n1:01:01.000,1:01:03.000\n- {\\b1}, yes\n");
        var trap = s_document with { Cues = [new CaptionCue(1, 0, 1, "0:00:01.000,0:00:09.000\nINJECTED, too", null)] };
        CaptionWriter.Write(trap, CaptionFormat.Sbv).ShouldBe("0:00:00.000,0:00:01.000\n0:00:01.000, 0:00:09.000\nINJECTED, too\n");
    }

    [Fact]
    public void Csv_quotes_and_is_no_formula() => CaptionWriter.Write(s_document, CaptionFormat.Csv).ShouldBe(
        "index,start,end,speaker,text\n"
        + "1,00:00:00.500,00:00:02.256,\"Ann\",\"Tom & <Jerry>\nsay --> hi\"\n"
        + "2,01:01:01.000,01:01:03.000,\"Bob, \"\"B\"\"; Ann\",\"'- {\\b1}, yes\n- \"\"=no\"\"\"\n"
        + "3,01:01:40.000,01:01:40.001,\"Speaker 3\",\"'=1+1\"\n");

    [Theory]
    [InlineData("+1", "'+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\uff1d1", "'\uff1d1")]
    [InlineData("'=1", "''=1")]
    [InlineData("'quoted'", "'quoted'")]
    [InlineData("1=1", "1=1")]
    public void Csv_guards_every_begin_of_a_formula(string text, string written) =>
        CaptionWriter.Write(s_document with { Cues = [new CaptionCue(1, 0, 1, text, null)] }, CaptionFormat.Csv).ShouldEndWith($",\"\",\"{written}\"\n");

    [Fact]
    public void Text_with_times_has_a_time_for_each_voice()
    {
        CaptionWriter.Write(s_document, CaptionFormat.TextWithTimes).ShouldBe("[00:00:00.500] Tom & <Jerry> say --> hi\n[01:01:01.000] - {\\b1}, yes\n[01:01:01.000] - \"=no\"\n[01:01:40.000] =1+1\n");
        CaptionWriter.Write(s_document, CaptionFormat.TextWithTimes, new CaptionWriterOptions(SpeakerLabels.Names)).ShouldContain("\n[01:01:01.000] Ann: \"=no\"\n");
    }

    [Fact]
    public void WebVtt_has_times_of_words_inside_the_cue_on_request()
    {
        var timed = CaptionWriter.Write(s_document, CaptionFormat.Vtt, new CaptionWriterOptions(HasWordTimes: true));
        timed.ShouldContain("\n<v Ann>Tom <00:00:01.000>&amp; <00:00:01.100>&lt;Jerry&gt;\nsay --&gt; <00:00:02.000>hi\n");
        timed.ShouldContain("\n<v Bob, \"B\">- {\\b1}, yes</v>\n");
        CaptionWriter.Write(s_document, CaptionFormat.Vtt).ShouldNotContain("<00:");
    }

    [Fact]
    public void Files_have_the_line_ends_and_the_byte_order_mark_of_their_format()
    {
        foreach (var format in CaptionFormat.All)
        {
            var file = CaptionWriter.WriteUtf8(s_document, format);
            file.AsSpan().StartsWith(Encoding.UTF8.Preamble).ShouldBe(format.HasByteOrderMark, format.Name);
            Encoding.UTF8.GetString(file).Contains("\r\n", StringComparison.Ordinal).ShouldBe(format.LineEnd == "\r\n", format.Name);
        }

        CaptionFormat.All.Where(format => format.LineEnd == "\r\n").ShouldBe([CaptionFormat.Srt, CaptionFormat.Ass, CaptionFormat.Sbv, CaptionFormat.Csv]);
        CaptionFormat.All.Where(format => format.HasByteOrderMark).ShouldBe([CaptionFormat.Ass, CaptionFormat.Csv]);
    }
}
