using Platform.Captions.Editing;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions;

public sealed class SpeakerNamesTests
{
    private static readonly CaptionDocument s_document = new("en", 10, 3, [new CaptionCue(1, 0, 1, "Hello.", null, [2]), new CaptionCue(2, 1, 2, "Hi.", [new CaptionWord("Hi.", 1, 2, null, 1)])]);

    [Fact]
    public void Names_make_a_revision_and_leave_the_cues_as_they_are()
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
    public void Names_of_nobody_and_what_is_no_name_are_refused_by_field()
    {
        CaptionEditor.Apply(s_document, new EditCaptionsRequest([], ["a", "b", "c"])).Errors.Keys.ShouldBe(["speakers"]);
        CaptionEditor.Apply(s_document, new EditCaptionsRequest([], ["a\nb", new string('x', 61)])).Errors.Keys.ShouldBe(["speakers[0]", "speakers[1]"]);
        CaptionEditor.Apply(s_document, new EditCaptionsRequest([])).Errors.Keys.ShouldBe(["cues"]);
    }
}
