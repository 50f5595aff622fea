using Platform.Captions.Editing;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Editing;

public sealed class CaptionEditorTests
{
    private static readonly CaptionDocument s_document = new("en-US", 4000, 0,
    [
        new CaptionCue(1, 0.5, 2.25, "Tom & <Jerry>\nsay --> hi", [new CaptionWord("Tom", 0.5, 1, 0.9)]),
        new CaptionCue(2, 3661.0004, 3662.9996, "later\r\n\r\nstill", null),
    ]);

    [Fact]
    public void An_edit_changes_texts_and_increments_the_revision()
    {
        var edited = CaptionEditor.Apply(s_document, new EditCaptionsRequest([new EditedCue(1, " new\r\n\r\ntext ")]));
        edited.Errors.ShouldBeEmpty();
        edited.Document!.Revision.ShouldBe(1);
        edited.Document.Cues[0].ShouldBe(s_document.Cues[0] with { Text = "new\ntext", Words = null });
        edited.Document.Cues[1].ShouldBe(s_document.Cues[1]);
    }

    [Fact]
    public void A_bad_edit_names_its_fields_and_changes_nothing()
    {
        var edited = CaptionEditor.Apply(s_document, new EditCaptionsRequest(
            [new EditedCue(9, "x"), new EditedCue(1, "  "), new EditedCue(2, new string('x', 501)), new EditedCue(1, "ok"), new EditedCue(1, "again")]));
        edited.Document.ShouldBeNull();
        edited.Errors.Keys.ShouldBe(["cues[0].index", "cues[1].text", "cues[2].text", "cues[3].index", "cues[4].index"], ignoreOrder: true);
        CaptionEditor.Apply(s_document, new EditCaptionsRequest([])).Errors.Keys.ShouldBe(["cues"]);
    }
}
