using System.Text.RegularExpressions;
using FsCheck.Fluent;
using Platform.Captions.Editing;
using Platform.Captions.Formats;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker;

/// <summary>Checks that other programs read as many cues as were written, each with its text, whatever the text is.</summary>
public sealed partial class OtherReaderTests
{
    private static readonly string[] s_pieces =
    [
        "-->", "--->", "-- >", "-", "->", ">", " --> ", "00:00:01,000", "00:00:01,000 --> 00:00:09,000", "00:00:01.000 ---> 00:00:09.000",
        "2", "17\n", "\n", "\n\n", "\n2\n00:00:01,000 --> 00:00:09,000\n", "\r", "\r\n\r\n", "\u2028", "\u2029", "\u0085", "\v", "\f", "\0", "\u001f", "\ufeff", "\u00a0", "\t", " ",
        "NOTE", "WEBVTT", "STYLE\n", "REGION", "&", "&lt;", "<", "<b>", "</i>", "<00:00:01.000>", "word", "é", "{", "}", "{\\b1}", "\\", "\\N", "=1+1", "@", "\"", ",", ";", "\ud83d\ude00", "\u202e",
    ];

    [Fact]
    public Task Other_parsers_read_the_same_cues() => ShouldReadTheSameAsync(isEdited: false);

    [Fact]
    [Trait("Length", "long")]
    public Task Other_parsers_read_the_same_cues_after_an_edit() => ShouldReadTheSameAsync(isEdited: true);

    private static async Task ShouldReadTheSameAsync(bool isEdited)
    {
        // The first tries to add a cue of its own. Others are as long as a cue may be, in one word and in many, from right to left, and of several code points a sign.
        string[] texts =
        [
            "2\n00:00:01,000 ---> 00:00:09,000\nINJECTED", "a\n\u0001\nb", new string('x', CaptionEditor.MaxTextLength), string.Join(' ', Enumerable.Repeat("four", CaptionEditor.MaxTextLength / 5)),
            "\u0645\u0631\u062d\u0628\u0627 & \u0623\u0647\u0644\u0627 (1)\n\u05e9\u05dc\u05d5\u05dd, \u200fworld!", "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67 \ud83c\udde7\ud83c\uddf7 e\u0301",
            "\u6f22\u5b57\u3068\u4eee\u540d\uff0c\ud55c\uad6d\uc5b4", .. Gen.Choose(1, 8).SelectMany(count => Gen.Elements(s_pieces).ArrayOf(count)).Sample(400).Select(pieces => string.Concat(pieces)).Where(IsText),
        ];
        var plain = new CaptionDocument("en-US", texts.Length * 2, 0, [.. texts.Select((text, i) => new CaptionCue(i + 1, i * 2, (i * 2) + 1.5, isEdited ? "before" : text, null))]);
        var document = isEdited
            ? CaptionEditor.Apply(plain, new EditCaptionsRequest([.. texts.Select((text, i) => new EditedCue(i + 1, text))])).Document.ShouldNotBeNull()
            : plain;

        var read = await OtherReaders.ReadAsync(document);

        read.Errors.ShouldBeEmpty();
        read.Packets.ShouldBe(texts.Length);
        read.Dialogues.ShouldBe(texts.Length);
        Check(read.Words, document, text => string.Join('\n', Lines(text)));
        Check(read.Ttml, document, text => string.Join('\n', Lines(text)));
        Check(read.Csv, document, text => Formula().Replace(string.Join('\n', Lines(text)), "'$0"));
        Check(read.Sbv, document, text => string.Join('\n', Lines(text)));
        Check(read.Ass, document, text => string.Join("\\N", Lines(text).Select(line => line.Replace("\\", "\\\u2060", StringComparison.Ordinal).Replace("{", "\\{", StringComparison.Ordinal))));
        Check(read.Json, document, text => text);
        Check(read.Strict, document, text => string.Join('\n', Lines(text)));
        Check(read.Vtt, document, text => string.Join('\n', Lines(text)).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal));
        Check(read.Srt, document, text => LongArrow().Replace(string.Join('\n', Lines(text)), "->"));
        read.Txt.Select(line => line.Text).ShouldBe(document.Cues.Select(cue => string.Join(' ', Lines(cue.Text))));
        var timings = CaptionWriter.Write(document, CaptionFormat.Srt).Split('\n').Count(line => line.Contains("-->", StringComparison.Ordinal));
        timings.ShouldBe(texts.Length);
    }

    [Fact]
    public async Task Other_parsers_read_the_texts_of_voices_with_any_names()
    {
        string[] names = ["Ann", "<v Bob>", "a --> b", "&amp; & co", "1\n\n2", "</v>", "\u05d3\u05df", " "];
        var document = new CaptionDocument("en-US", names.Length * 2, 0,
            [.. names.Select((_, i) => new CaptionCue(i + 1, i * 2, (i * 2) + 1.5, "- one\n- two", null, [i + 1, ((i + 1) % names.Length) + 1]))], names);

        var read = await OtherReaders.ReadAsync(document);

        read.Errors.ShouldBeEmpty();
        Check(read.Strict, document, text => text);
        Check(read.Srt, document, text => text);
        read.Txt.Length.ShouldBe(names.Length * 2);
    }

    [Fact]
    public async Task Other_parsers_read_the_times_of_words()
    {
        var document = new CaptionDocument("en-US", 10, 0,
        [
            new CaptionCue(1, 1, 3, "Tom & Jerry,\ntogether", [new("Tom", 1, 1.5, null), new("&", 1.5, 1.7, null), new("Jerry,", 1.7, 2.4, null), new("together", 2.5, 3, null)]),
            new CaptionCue(2, 4, 6, "- Yes.\n- No.", [new("Yes.", 4.2, 4.8, null, 1), new("No.", 5, 6, null, 2)], [1, 2]),
        ]);

        var read = await OtherReaders.ReadAsync(document);

        read.Errors.ShouldBeEmpty();
        Check(read.Words, document, text => text);
        read.Words.SelectMany(cue => cue.Times!).ShouldBe([1.5, 1.7, 2.5, 4.2, 5]);
    }

    private static void Check(OtherReaders.ReadCue[] read, CaptionDocument document, Func<string, string> substitute)
    {
        read.Select(cue => cue.Text).ShouldBe(document.Cues.Select(cue => substitute(cue.Text)));
        read.Select(cue => cue.From).ShouldBe(document.Cues.Select(cue => cue.Start));
        read.Select(cue => cue.To).ShouldBe(document.Cues.Select(cue => cue.End));
    }

    private static bool IsText(string text) => text.Any(IsSeen);

    private static bool IsSeen(char c) => !char.IsControl(c) && !char.IsWhiteSpace(c) && c != '\ufeff';

    /// <summary>By another way than the product's: what ends a line to any reader ends one, and what nobody sees at its ends goes.</summary>
    private static IEnumerable<string> Lines(string text) =>
        LineEnds().Split(text).Select(line => Unseen().Replace(line, " ").Trim()).Where(line => line.Length > 0);

    [GeneratedRegex("\r\n|[\n\r\f\u0085\u2028\u2029]", RegexOptions.None, 1000)]
    private static partial Regex LineEnds();

    [GeneratedRegex("[\\p{Cc}\ufeff]", RegexOptions.None, 1000)]
    private static partial Regex Unseen();

    [GeneratedRegex("^[-=+@]", RegexOptions.None, 1000)]
    private static partial Regex Formula();

    [GeneratedRegex("--+>", RegexOptions.None, 1000)]
    private static partial Regex LongArrow();
}
