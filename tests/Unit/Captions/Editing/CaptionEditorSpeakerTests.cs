using Platform.Captions.Editing;
using Platform.Captions.Formats;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Editing;

public sealed class CaptionEditorSpeakerTests
{
    private static readonly CaptionDocument s_document = new("en", 10, 3, [new CaptionCue(1, 0, 1, "Hello.", null, [2]), new CaptionCue(2, 1, 2, "Hi.", [new CaptionWord("Hi.", 1, 2, null, 1)])]);

    [Fact]
    public void Naming_speakers_creates_a_revision_and_keeps_the_cues()
    {
        var named = CaptionEditor.Apply(s_document, new EditCaptionsRequest([], [" Ada ", "Grace"])).Document!;
        named.Speakers.ShouldBe(["Ada", "Grace"]);
        named.Revision.ShouldBe(4);
        named.Cues.ShouldBe(s_document.Cues);

        // An edit of texts keeps them; without any name there are none.
        CaptionEditor.Apply(named, new EditCaptionsRequest([new EditedCue(1, "Hello!")])).Document!.Speakers.ShouldBe(["Ada", "Grace"]);
        CaptionEditor.Apply(named, new EditCaptionsRequest([], ["", " "])).Document!.Speakers.ShouldBeNull();
    }

    [Fact]
    public void Names_of_unknown_speakers_and_invalid_names_are_refused_by_field()
    {
        CaptionEditor.Apply(s_document, new EditCaptionsRequest([], ["a", "b", "c"])).Errors.Keys.ShouldBe(["speakers"]);
        CaptionEditor.Apply(s_document, new EditCaptionsRequest([], ["a\nb", new string('x', 61)])).Errors.Keys.ShouldBe(["speakers[0]", "speakers[1]"]);
        CaptionEditor.Apply(s_document, new EditCaptionsRequest([])).Errors.Keys.ShouldBe(["cues"]);
    }

    [Theory]
    [InlineData("\u200b")]
    [InlineData("\ufeff\u2060")]
    [InlineData("\u200e \u00a0\u200f")]
    [InlineData("\u3164")]
    [InlineData("\u2800\ufe0f")]
    [InlineData("\u00ad\u034f")]
    [InlineData("\u2065\ufff1")]
    public void An_invisible_name_is_refused(string name)
    {
        CaptionEditor.Apply(s_document, new EditCaptionsRequest([], ["Ada", name])).Errors.ShouldHaveSingleItem().Key.ShouldBe("speakers[1]");
        CaptionEditor.Apply(s_document, new EditCaptionsRequest([], ["Ada", $"G{name}race"])).Document.ShouldNotBeNull("what it stands in can be seen");
    }

    [Theory]
    [InlineData("\u202eAda")]
    [InlineData("A\u2067da")]
    public void A_name_that_changes_the_text_direction_is_refused(string name) =>
        CaptionEditor.Apply(s_document, new EditCaptionsRequest([], ["Grace", name])).Errors.ShouldHaveSingleItem().Key.ShouldBe("speakers[1]");

    [Theory]
    [InlineData("Ada", "Ada")]
    [InlineData("Ada", " Ada ")]
    [InlineData("Zo\u00eb", "Zoe\u0308")]
    [InlineData("Ada", "A\u200bda")]
    [InlineData("Ada Lovelace", "Ada\u00a0Lovelace")]
    [InlineData("Ada Lovelace", "Ada  Lovelace")]
    public void Two_speakers_with_the_same_normalised_name_are_refused(string first, string second) =>
        CaptionEditor.Apply(s_document, new EditCaptionsRequest([], [first, second])).Errors.ShouldHaveSingleItem().Key.ShouldBe("speakers[1]");

    [Fact]
    public void The_default_name_of_an_unnamed_speaker_cannot_be_used_for_another()
    {
        CaptionEditor.Apply(s_document, new EditCaptionsRequest([], ["Speaker 2", ""])).Errors.ShouldHaveSingleItem().Key.ShouldBe("speakers[0]");
        CaptionEditor.Apply(s_document, new EditCaptionsRequest([], ["Speaker 2"])).Errors.ShouldHaveSingleItem().Key.ShouldBe("speakers[0]");
        CaptionEditor.Apply(s_document, new EditCaptionsRequest([], ["Speaker 2", "Ada"])).Document.ShouldNotBeNull();
    }

    [Fact]
    public void Several_speakers_may_be_unnamed_and_distinct_names_are_kept_unchanged()
    {
        CaptionEditor.Apply(s_document, new EditCaptionsRequest([], ["", "Ada"])).Document!.Speakers.ShouldBe(["", "Ada"]);
        CaptionEditor.Apply(s_document, new EditCaptionsRequest([], ["Ada", "ada"])).Document!.Speakers.ShouldBe(["Ada", "ada"]);
        CaptionEditor.Apply(s_document, new EditCaptionsRequest([], ["Zoe\u0308", "\u0645\u06cc\u200c\u062e"])).Document!.Speakers.ShouldBe(["Zoe\u0308", "\u0645\u06cc\u200c\u062e"]);
    }

    [Theory]
    [InlineData("– Yes!\n— Very good.", "<v Ann>– Yes!</v>\n<v Bob>— Very good.</v>\n")]
    [InlineData("- Yes,\nof course.\n- Good.", "<v Ann>- Yes,\nof course.</v>\n<v Bob>- Good.</v>\n")]
    [InlineData("Yes.\n- Good.", "Yes.\n- Good.\n")]
    [InlineData("- Yes.\n- Good.\n- Fine.", "- Yes.\n- Good.\n- Fine.\n")]
    public void An_edited_cue_keeps_its_speakers_while_dashes_separate_them(string text, string expected)
    {
        var document = s_document with { Speakers = ["Ann", "Bob"], Cues = [new CaptionCue(1, 0, 2, "- A.\n- B.", [new CaptionWord("A.", 0, 1, 1, 1), new CaptionWord("B.", 1, 2, 1, 2)], [1, 2])] };
        var edited = CaptionEditor.Apply(document, new EditCaptionsRequest([new EditedCue(1, text)])).Document.ShouldNotBeNull();
        edited.Speakers.ShouldBe(["Ann", "Bob"]);
        CaptionWriter.Write(edited, CaptionFormat.Vtt).ShouldEndWith("00:00:02.000\n" + expected);
    }
}
