using Platform.Contracts.PublicApi;
using Platform.Frontend.Captions;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Captions;

public sealed class CaptionEditsTests
{
    private static readonly CaptionCue s_first = new(1, 0, 1, "Hello", null);
    private static readonly CaptionCue s_second = new(2, 1, 2, "there", null);

    [Fact]
    public void Changed_texts_are_saved_in_the_order_of_the_cues()
    {
        var edits = new CaptionEdits();
        edits.Set(s_second, "There!");
        edits.Set(s_first, "Hi");
        edits.Of(s_first).ShouldBe("Hi");
        edits.ToRequest().Cues.ShouldBe([new EditedCue(1, "Hi"), new EditedCue(2, "There!")]);
        edits.Clear();
        edits.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Hello")]
    public void The_text_that_a_cue_has_is_no_change(string? text)
    {
        var edits = new CaptionEdits();
        edits.Set(s_first, "Hi");
        edits.Set(s_first, text);
        edits.Count.ShouldBe(0);
    }

    [Fact]
    public void A_newer_revision_drops_the_changes_that_it_has_and_keeps_the_others()
    {
        var edits = new CaptionEdits();
        edits.Set(s_first, "Hi");
        edits.Set(s_second, "There!");
        edits.DropThoseIn(new CaptionDocument("en", 2, 1, [s_first with { Text = "Hi" }, s_second]));
        edits.ToRequest().Cues.ShouldBe([new EditedCue(2, "There!")]);
    }
}
