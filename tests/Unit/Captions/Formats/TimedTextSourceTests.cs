using System.Text;
using Platform.Captions.Formats;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Formats;

public sealed class TimedTextSourceTests
{
    [Theory]
    [InlineData("a\nb", @"a\Nb")]
    [InlineData("{x}", "{x}")]
    [InlineData(@"a\Nb", "a\\\u2060Nb")]
    [InlineData(@"{\b1}", "{\u2060\\\u2060b1}")]
    public void No_text_is_a_command(string text, string written) => Write(new CaptionCue(1, 0.5, 1, text, null)).ShouldEndWith($"0:00:00.50,0:00:01.00,Default,,0,0,0,,{written}\n");

    [Fact]
    public void Every_cue_is_shown_and_empty_ones_are_left_out() =>
        Write(new CaptionCue(1, 1, 2, " \n", null), new CaptionCue(2, 3, 3.001, "a", null)).Split("Dialogue: ").Skip(1).ShouldBe(["0,0:00:03.00,0:00:03.01,Default,,0,0,0,,a\n"]);

    private static string Write(params CaptionCue[] cues) => Encoding.UTF8.GetString(TimedTextSource.WriteUtf8(new CaptionDocument("en", 10, 0, cues)));
}
