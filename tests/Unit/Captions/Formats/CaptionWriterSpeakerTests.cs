using Platform.Captions.Formats;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Formats;

public sealed class CaptionWriterSpeakerTests
{
    private static readonly CaptionDocument s_document = new("en", 20, 0,
    [
        new CaptionCue(1, 0, 2, "Are you coming\ntonight?", null, [1]),
        new CaptionCue(2, 2.5, 4, "- Yes.\n- Good.", null, [2, 1]),
        new CaptionCue(3, 8, 9, "See you.", [new CaptionWord("See", 8, 8.4, 1, 1), new CaptionWord("you.", 8.5, 9, 1, 1)]),
        new CaptionCue(4, 9.5, 10, "(door)", null),
        new CaptionCue(5, 11, 12, "Hello?", null, [3]),
    ],
    ["Ann", "Bob & <Co>\n-->"]);

    [Fact]
    public void WebVtt_names_voices_and_escapes_their_names() => CaptionWriter.Write(s_document, CaptionFormat.Vtt).ShouldBe(
        """
        WEBVTT

        1
        00:00:00.000 --> 00:00:02.000
        <v Ann>Are you coming
        tonight?

        2
        00:00:02.500 --> 00:00:04.000
        <v Bob &amp; &lt;Co&gt; --&gt;>- Yes.</v>
        <v Ann>- Good.</v>

        3
        00:00:08.000 --> 00:00:09.000
        <v Ann>See you.

        4
        00:00:09.500 --> 00:00:10.000
        (door)

        5
        00:00:11.000 --> 00:00:12.000
        <v Speaker 3>Hello?

        """.ReplaceLineEndings("\n"));

    [Fact]
    public void Unnamed_voices_are_numbered_when_there_are_several()
    {
        var nameless = s_document with { Speakers = null };
        CaptionWriter.Write(nameless, CaptionFormat.Vtt).ShouldContain("<v Speaker 2>- Yes.</v>\n<v Speaker 1>- Good.</v>\n");
        var one = nameless with { Cues = [nameless.Cues[0], nameless.Cues[2]] };
        CaptionWriter.Write(one, CaptionFormat.Vtt).ShouldNotContain("<v");
        CaptionWriter.Write(one, CaptionFormat.Srt, new CaptionWriterOptions(SpeakerLabels.Names)).ShouldBe(CaptionWriter.Write(one, CaptionFormat.Srt));
        CaptionWriter.Write(one with { Speakers = ["Ann"] }, CaptionFormat.Text, new CaptionWriterOptions(SpeakerLabels.Names)).ShouldBe("Ann: Are you coming tonight?\n\nSee you.\n");
    }

    [Fact]
    public void SubRip_has_dashes_or_on_request_names() => (CaptionWriter.Write(s_document, CaptionFormat.Srt), CaptionWriter.Write(s_document, CaptionFormat.Srt, new CaptionWriterOptions(SpeakerLabels.Names))).ShouldBe((
        """
        1
        00:00:00,000 --> 00:00:02,000
        Are you coming
        tonight?

        2
        00:00:02,500 --> 00:00:04,000
        - Yes.
        - Good.

        3
        00:00:08,000 --> 00:00:09,000
        See you.

        4
        00:00:09,500 --> 00:00:10,000
        (door)

        5
        00:00:11,000 --> 00:00:12,000
        Hello?

        """.ReplaceLineEndings("\n"),
        """
        1
        00:00:00,000 --> 00:00:02,000
        Ann: Are you coming
        tonight?

        2
        00:00:02,500 --> 00:00:04,000
        Bob & <Co> ->: Yes.
        Ann: Good.

        3
        00:00:08,000 --> 00:00:09,000
        See you.

        4
        00:00:09,500 --> 00:00:10,000
        (door)

        5
        00:00:11,000 --> 00:00:12,000
        Speaker 3: Hello?

        """.ReplaceLineEndings("\n")));

    [Fact]
    public void Text_has_a_line_for_each_voice()
    {
        CaptionWriter.Write(s_document, CaptionFormat.Text).ShouldBe("Are you coming tonight?\n- Yes.\n- Good.\n\nSee you.\n(door)\nHello?\n");
        CaptionWriter.Write(s_document, CaptionFormat.Text, new CaptionWriterOptions(SpeakerLabels.Names))
            .ShouldBe("Ann: Are you coming tonight?\nBob & <Co> -->: Yes.\nAnn: Good.\n\nSee you.\n(door)\nSpeaker 3: Hello?\n");
    }

    [Theory]
    [InlineData(" \n ", "Speaker 1")]
    [InlineData("a\r\n\r\n00:00:01.000 --> 00:00:02.000\r\nb", "a 00:00:01.000 --&gt; 00:00:02.000 b")]
    [InlineData("</v><b>", "&lt;/v&gt;&lt;b&gt;")]
    public void Names_cannot_break_out_of_their_tag(string name, string written) =>
        CaptionWriter.Write(s_document with { Speakers = [name], Cues = [s_document.Cues[0]] }, CaptionFormat.Vtt)
            .ShouldBe($"WEBVTT\n\n1\n00:00:00.000 --> 00:00:02.000\n<v {written}>Are you coming\ntonight?\n");

    [Fact]
    public async Task Json_keeps_speakers()
    {
        using var json = new MemoryStream(CaptionWriter.WriteUtf8(s_document, CaptionFormat.Json));
        var read = await CaptionWriter.ReadJsonAsync(json, CancellationToken.None);
        read.Speakers.ShouldBe(s_document.Speakers);
        read.Cues[1].Speakers.ShouldBe([2, 1]);
        read.Cues[2].Words.ShouldBe(s_document.Cues[2].Words);
    }
}
