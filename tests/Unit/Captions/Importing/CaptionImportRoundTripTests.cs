using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Platform.Captions.Formats;
using Platform.Captions.Importing;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Importing;

/// <summary>Checks that a written file is read as the same cues, whatever their text is.</summary>
public sealed partial class CaptionImportRoundTripTests
{
    private static readonly string[] s_pieces =
    [
        "-->", "--->", "-", ">", "<", "00:00:01.000 --> 00:00:09.000", "0:00:01.000,0:00:09.000", "\n2\n", "\n", "\n\n", "\n0:00:01.000,0:00:09.000\n", "\n00:00:01,000 --> 00:00:09,000\n",
        "NOTE", "WEBVTT", "STYLE", "&", "&lt;", "&amp;lt;", "&nbsp;", "<v Zoe>", "</v>", "]]>", "<!--", "{", "\\N", "\\", "'", "\"", "=1", ",", ";", " ", "  ", "\u00a0",
        "word", "\u00e9", "e\u0301", "\u0645\u0631\u062d\u0628\u0627", "\u202e", "\u200f", "\u4f60\u597d", "\ud83d\ude00", "\ud83d\udc68\u200d\ud83d\udc69",
    ];

    private static readonly Gen<string> s_text =
        from count in Gen.Choose(1, 8)
        from pieces in Gen.Elements(s_pieces).ArrayOf(count)
        select string.Concat(pieces);

    private static readonly Gen<string> s_words =
        from lines in Gen.Choose(1, 2)
        from words in Gen.Elements("one", "two", "three,", "four!", "\u4f60\u597d", "\u0645\u0631\u062d\u0628\u0627", "\ud83d\ude00").ArrayOf(4)
        select lines == 1 ? string.Join(' ', words) : $"{words[0]} {words[1]}\n{words[2]} {words[3]}";

    [Theory]
    [InlineData("vtt")]
    [InlineData("ttml")]
    [InlineData("srt")]
    [InlineData("sbv")]
    public void Cues_are_read_as_they_were_written(string name) => Prop.ForAll(Documents(s_text.Where(text => Lines(text).Any())).ToArbitrary(), document =>
    {
        var format = CaptionFormats.Find(name)!;
        var read = CaptionImport.Replace(document with { Cues = [] }, CaptionWriter.WriteUtf8(document, format), format);
        read.Cues.Select(cue => (cue.Start, cue.End, cue.Text)).ShouldBe(document.Cues.Select(cue => (cue.Start, cue.End, string.Join('\n', Lines(cue.Text).Select(line => Written(name, line))))));
        if (name is "vtt" or "ttml")
        {
            read.Speakers.ShouldBe(document.Speakers);
            read.Cues.Select(cue => Numbers(cue.Speakers)).ShouldBe(document.Cues.Select(cue => Numbers(cue.Speakers)));
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("vtt")]
    [InlineData("ttml")]
    [InlineData("srt")]
    [InlineData("sbv")]
    [InlineData("txt")]
    public void A_file_of_the_captions_corrects_nothing(string name) => Prop.ForAll(Documents(s_words).ToArbitrary(), document =>
    {
        var format = CaptionFormats.Find(name)!;
        CaptionImport.Correct(document, CaptionWriter.WriteUtf8(document, format), format).Cues.ShouldBe(document.Cues);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_table_is_read_as_it_was_written() => Prop.ForAll(Documents(s_text.Where(text => Lines(text).Any())).ToArbitrary(), document =>
    {
        var rows = Field().Matches(CaptionWriter.Write(document, CaptionFormat.Csv)).Select(field => field.Groups["quoted"] is { Success: true } quoted ? quoted.Value.Replace("\"\"", "\"", StringComparison.Ordinal) : field.Groups["plain"].Value).Chunk(5).ToArray();
        rows.Length.ShouldBe(document.Cues.Count + 1);
        rows.Skip(1).Select(row => Unguarded().Replace(row[4], "")).ShouldBe(document.Cues.Select(cue => string.Join('\n', Lines(cue.Text))));
        rows.ShouldAllBe(row => row.All(value => value.Length == 0 || !"=+-@".Contains(value[0], StringComparison.Ordinal)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Dialogues_are_read_as_they_were_written() => Prop.ForAll(Documents(s_text.Where(text => Lines(text).Any())).ToArbitrary(), document =>
    {
        var texts = CaptionWriter.Write(document, CaptionFormat.Ass).Split('\n').Where(line => line.StartsWith("Dialogue: ", StringComparison.Ordinal)).Select(line => line.Split(',', 10)[9]);
        texts.Select(text => string.Join('\n', text.Split("\\N")).Replace("\\{", "{", StringComparison.Ordinal).Replace("\\\u2060", "\\", StringComparison.Ordinal))
            .ShouldBe(document.Cues.Select(cue => string.Join('\n', Lines(cue.Text))));
    }).QuickCheckThrowOnFailure();

    private static Gen<CaptionDocument> Documents(Gen<string> texts) =>
        from count in Gen.Choose(1, 6)
        from said in texts.ArrayOf(count)
        from lengths in Gen.Choose(1, 5000).ArrayOf(count * 2)
        from speakers in Gen.Choose(0, 3).ArrayOf(count)
        select Document(said, lengths, speakers);

    private static CaptionDocument Document(string[] texts, int[] lengths, int[] speakers)
    {
        var cues = new List<CaptionCue>();
        var time = 0;
        for (var i = 0; i < texts.Length; i++)
        {
            var start = time + lengths[2 * i];
            time = start + lengths[(2 * i) + 1];
            var text = speakers[i] == 3 ? "- one, two\n- three" : texts[i];
            cues.Add(new CaptionCue(i + 1, start / 1000d, time / 1000d, text, null, speakers[i] switch { 0 => null, 3 => [1, 2], var one => [one] }, $"cue-{i + 1}"));
        }

        return new CaptionDocument("en", (time / 1000d) + 1, 0, cues, ["Ann", "Bob & <Co> --> \"x\""]);
    }

    /// <summary>Returns a line as formats without escapes write it: characters that their readers would misunderstand are replaced.</summary>
    private static string Written(string format, string line) => format switch
    {
        "srt" => LongArrow().Replace(line, "->"),
        "sbv" when TwoTimes().IsMatch(line) => line.Replace(",", ", ", StringComparison.Ordinal),
        _ => line,
    };

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);

    private static string Numbers(IReadOnlyList<int>? speakers) => string.Join(' ', speakers ?? []);

    [GeneratedRegex("--+>", RegexOptions.None, 1000)]
    private static partial Regex LongArrow();

    [GeneratedRegex("^0:00:01\\.000,0:00:09\\.000$", RegexOptions.None, 1000)]
    private static partial Regex TwoTimes();

    [GeneratedRegex("^'(?='*[-=+@])", RegexOptions.None, 1000)]
    private static partial Regex Unguarded();

    [GeneratedRegex("(\"(?<quoted>([^\"]|\"\")*)\"|(?<plain>[^,\"\n]*))(,|\n)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Field();
}
