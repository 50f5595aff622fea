using Platform.Captions.Editing;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Editing;

public sealed class CaptionReplacementTests
{
    private static readonly CaptionDocument s_document = new("en", 10.0004, 3, [new CaptionCue(1, 0, 1, "Hello.", null, [1], "a"), new CaptionCue(2, 1, 2, "Hi.", null, [2], "b")], ["Ada", "Grace"]);

    [Fact]
    public void Cues_and_names_are_replaced_as_the_next_revision()
    {
        var word = new CaptionWord("Bye", 1.5, 2.5);
        var replaced = Apply([new ReplacedCue(0.5, 1, "New."), new ReplacedCue(1, 2, " Bye \n", "b", [word], [1])], ["Ada"]);
        replaced.Errors.ShouldBeEmpty();
        var document = replaced.Document!;
        (document.Revision, document.Language, document.DurationSeconds).ShouldBe((4, "en", 10.0004));
        document.Speakers.ShouldBe(["Ada"]);
        document.Cues.Select(cue => (cue.Index, cue.Id, cue.Start, cue.Text)).ShouldBe([(1, "r4-1", 0.5, "New."), (2, "b", 1, " Bye \n")]);
        document.Cues[1].Words.ShouldBe([word]);
        Apply([]).Document!.Speakers.ShouldBeNull();
    }

    [Fact]
    public void What_is_unfinished_can_be_saved() =>
        Apply([new ReplacedCue(0, 5, "", "a"), new ReplacedCue(0, 10, "over the one before", "b")]).Errors.ShouldBeEmpty();

    [Fact]
    public void A_cue_that_was_too_long_before_can_still_be_saved()
    {
        var document = s_document with { Cues = [new CaptionCue(1, 9, 12, "Late.", null)] };
        CaptionReplacement.Apply(document, new ReplaceCaptionsRequest([new ReplacedCue(9, 12, "Late!")])).Errors.ShouldBeEmpty();
        CaptionReplacement.Apply(document, new ReplaceCaptionsRequest([new ReplacedCue(9, 12.001, "Late!")])).Errors.Keys.ShouldBe(["cues[0].end"]);
    }

    [Fact]
    public void Words_that_ended_too_late_before_can_still_be_saved()
    {
        var word = new CaptionWord("Late", 9, 10.5);
        var document = s_document with { Cues = [new CaptionCue(1, 9, 10, "Late.", [word])] };
        CaptionReplacement.Apply(document, new ReplaceCaptionsRequest([new ReplacedCue(9, 10, "Late!", Words: [word])])).Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(-0.001, 1, "cues[0].start")]
    [InlineData(1, 1, "cues[0].end")]
    [InlineData(2, 1, "cues[0].end")]
    [InlineData(1, 10.001, "cues[0].end")]
    [InlineData(1, 1e300, "cues[0].end")]
    public void Times_are_within_the_recording(double start, double end, string field) => Apply([new ReplacedCue(start, end, "a")]).Errors.Keys.ShouldBe([field]);

    [Theory]
    [InlineData("", 0, 1, null, null, "cues[0].words[0].text")]
    [InlineData("a", -1, 1, null, null, "cues[0].words[0].start")]
    [InlineData("a", 2, 1, null, null, "cues[0].words[0].start")]
    [InlineData("a", 0, 10.001, null, null, "cues[0].words[0].end")]
    [InlineData("a", 0, 1e300, null, null, "cues[0].words[0].end")]
    [InlineData("a", 0, double.PositiveInfinity, null, null, "cues[0].words[0].end")]
    [InlineData("a", 0, 1, 1.1, null, "cues[0].words[0].confidence")]
    [InlineData("a", 0, 1, null, 101, "cues[0].words[0].speaker")]
    public void Words_are_checked_too(string text, double start, double end, double? confidence, int? speaker, string field) =>
        Apply([new ReplacedCue(0, 1, "a", Words: [new CaptionWord(text, start, end, confidence, speaker)])]).Errors.Keys.ShouldBe([field]);

    [Fact]
    public void Everything_has_a_bound()
    {
        Apply([.. Enumerable.Range(0, 10_001).Select(i => new ReplacedCue(0, 1, "a"))]).Errors.Keys.ShouldBe(["cues"]);
        Apply([new ReplacedCue(0, 1, new string('x', 501))]).Errors.Keys.ShouldBe(["cues[0].text"]);
        Apply([new ReplacedCue(0, 1, "a", Words: [.. Enumerable.Repeat(new CaptionWord("a", 0, 1), 501)])]).Errors.Keys.ShouldBe(["cues[0].words"]);
        Apply([new ReplacedCue(0, 1, "a", Speakers: [.. Enumerable.Repeat(1, 11)])]).Errors.Keys.ShouldBe(["cues[0].speakers"]);
        Apply([], [.. Enumerable.Range(0, 101).Select(i => $"Speaker {i}")]).Errors.Keys.ShouldBe(["speakers"]);
        Apply([.. Enumerable.Range(0, 1000).Select(i => new ReplacedCue(2, 1, "a"))]).Errors.Count.ShouldBe(20);
    }

    [Fact]
    public void Ids_are_unique_and_cues_in_order()
    {
        Apply([new ReplacedCue(0, 1, "a", "x"), new ReplacedCue(1, 2, "b", "x"), new ReplacedCue(2, 3, "c", "no id")]).Errors.Keys.ShouldBe(["cues[1].id", "cues[2].id"]);
        Apply([new ReplacedCue(1, 2, "a"), new ReplacedCue(0.5, 3, "b")]).Errors.Keys.ShouldBe(["cues[1].start"]);
    }

    [Fact]
    public void Only_cues_that_others_have_changed_are_returned()
    {
        var wanted = new ReplaceCaptionsRequest([new ReplacedCue(0, 1, "Hello.", "a"), new ReplacedCue(1, 2.5, "Hi.", "b"), new ReplacedCue(3, 4, "mine", "c")]);
        CaptionReplacement.Differing(s_document, wanted, 100).ShouldBe([s_document.Cues[1]]);
        CaptionReplacement.Differing(s_document, new ReplaceCaptionsRequest([]), 1).ShouldBe([s_document.Cues[0]]);
    }

    private static CaptionEditResult Apply(IReadOnlyList<ReplacedCue> cues, IReadOnlyList<string>? speakers = null) =>
        CaptionReplacement.Apply(s_document, new ReplaceCaptionsRequest(cues, speakers));
}
