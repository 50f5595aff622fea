using Platform.Captions.Formats;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Formats;

public sealed class CaptionWriterTests
{
    private static readonly CaptionDocument s_document = new("en-US", 4000, 0,
    [
        new CaptionCue(1, 0.5, 2.25, "Tom & <Jerry>\nsay --> hi", [new CaptionWord("Tom", 0.5, 1, 0.9)]),
        new CaptionCue(2, 3661.0004, 3662.9996, "later\r\n\r\nstill", null),
    ]);

    [Fact]
    public void WebVTT_escapes_markup() => CaptionWriter.Write(s_document, CaptionFormat.Vtt).ShouldBe(
        "WEBVTT\n\n1\n00:00:00.500 --> 00:00:02.250\nTom &amp; &lt;Jerry&gt;\nsay --&gt; hi\n\n2\n01:01:01.000 --> 01:01:03.000\nlater\nstill\n");

    [Fact]
    public void SubRip_has_commas_and_no_arrow_in_its_text() => CaptionWriter.Write(s_document, CaptionFormat.Srt).ShouldBe(
        "1\n00:00:00,500 --> 00:00:02,250\nTom & <Jerry>\nsay -> hi\n\n2\n01:01:01,000 --> 01:01:03,000\nlater\nstill\n");

    [Theory]
    [InlineData("2\n00:00:01,000 ---> 00:00:09,000\nINJECTED", "2\n00:00:01,000 -> 00:00:09,000\nINJECTED")]
    [InlineData("---->-->->", "->->->")]
    [InlineData("a\n\u0001\n\ufeff\r\u2028\u0085b", "a\nb")]
    public void SubRip_has_one_timing_line_for_a_cue(string text, string written) =>
        CaptionWriter.Write(s_document with { Cues = [new CaptionCue(1, 0, 1, text, null)] }, CaptionFormat.Srt)
            .ShouldBe($"1\n00:00:00,000 --> 00:00:01,000\n{written}\n");

    [Fact]
    public void Text_has_a_paragraph_where_there_is_a_pause() =>
        CaptionWriter.Write(s_document, CaptionFormat.Text).ShouldBe("Tom & <Jerry> say --> hi\n\nlater still\n");

    [Fact]
    public async Task JSON_round_trips()
    {
        using var json = new MemoryStream(CaptionWriter.WriteUtf8(s_document, CaptionFormat.Json));
        var read = await CaptionWriter.ReadJsonAsync(json, CancellationToken.None);
        read.Cues[0].Words.ShouldBe(s_document.Cues[0].Words);
        read.Cues[1].Text.ShouldBe(s_document.Cues[1].Text);
        read.DurationSeconds.ShouldBe(4000);
    }

    [Fact]
    public void A_cue_without_a_text_is_in_JSON_only()
    {
        var document = s_document with { Cues = [new CaptionCue(1, 0, 1, " \n ", null, [1]), new CaptionCue(2, 1, 2, "a", null, [2])] };
        CaptionWriter.Write(document, CaptionFormat.Srt).ShouldBe("1\n00:00:01,000 --> 00:00:02,000\na\n");
        CaptionWriter.Write(document, CaptionFormat.Json).ShouldContain("\"index\":2");
    }

    [Fact]
    public void No_cues_give_a_valid_empty_file()
    {
        var empty = s_document with { Cues = [] };
        CaptionWriter.Write(empty, CaptionFormat.Vtt).ShouldBe("WEBVTT\n");
        CaptionWriter.Write(empty, CaptionFormat.Srt).ShouldBeEmpty();
        CaptionWriter.Write(empty, CaptionFormat.Text).ShouldBeEmpty();
    }
}
