using Platform.Captions.Editing;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Editing;

public sealed class CueIdsTests
{
    [Fact]
    public void Cues_without_ids_are_named_after_their_index_alike_each_time()
    {
        var document = Document(4, null, null);
        CueIds.Read(document).Cues.Select(cue => cue.Id).ShouldBe(["cue-1", "cue-2"]);
        CueIds.Read(CueIds.Read(document)).Cues.Select(cue => cue.Id).ShouldBe(["cue-1", "cue-2"]);
    }

    [Fact]
    public void A_document_with_ids_stays_the_same_object()
    {
        var document = Document(4, "a", "b");
        CueIds.Read(document).ShouldBeSameAs(document);
        CueIds.Created(document).ShouldBeSameAs(document);
    }

    [Fact]
    public void New_cues_have_ids_that_no_other_revision_and_no_other_cue_has()
    {
        CueIds.Created(Document(4, null, "r4-1", null)).Cues.Select(cue => cue.Id).ShouldBe(["r4-1-2", "r4-1", "r4-3"]);
        CueIds.Created(Document(5, null, "cue-1")).Cues.Select(cue => cue.Id).ShouldBe(["r5-1", "cue-1"]);
    }

    [Theory]
    [InlineData("cue-1", true)]
    [InlineData("0b9c_-Z", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("é", false)]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", false)]
    public void An_id_has_letters_digits_and_two_marks(string id, bool isValid) => CueIds.IsValid(id).ShouldBe(isValid);

    private static CaptionDocument Document(int revision, params string?[] ids) =>
        new("en", 60, revision, [.. ids.Select((id, i) => new CaptionCue(i + 1, i, i + 1, "text", null, null, id))]);
}
