using Platform.Contracts.PublicApi;
using Platform.Frontend.Gateway;
using Platform.Frontend.Jobs;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Jobs;

public sealed class JobDraftTests
{
    public static TheoryData<string, string, string, int?, string?> Typed => new()
    {
        { "", "", "", null, "source" },
        { "ftp://example.org/a.mp3", "", "", null, "url" },
        { "example.org/a.mp3", "", "", null, "url" },
        { "https://example.org/a.mp3", "a,b,c,d,e,f,g,h,i,j,k", "", null, "tags" },
        { "https://example.org/a.mp3", new string('a', 51), "", null, "tags" },
        { "https://example.org/a.mp3", "", new string('a', 61), null, "vocabulary" },
        { "https://example.org/a.mp3", "", "", CaptionStyle.MinLineLength - 1, "line_length" },
        { " https://example.org/a.mp3 ", "a, b,", "Ada", 42, null },
    };

    [Theory]
    [MemberData(nameof(Typed))]
    public void Errors_are_shown_at_their_field(string url, string tags, string terms, int? length, string? wrong)
    {
        var draft = new JobDraft { Url = url, Tags = tags };
        (draft.Choices.Terms, draft.Choices.LineLength) = (terms, length);
        draft.IsComplete(hasFiles: false).ShouldBe(wrong is null);
        draft.Errors.Keys.ShouldBe(wrong is null ? [] : [wrong]);
        draft.AreOptionsOpen.ShouldBe(wrong is "tags");
        draft.AreWishesOpen.ShouldBe(wrong is "vocabulary" or "line_length");
    }

    [Fact]
    public void Files_are_sufficient_and_clear_earlier_errors()
    {
        var draft = new JobDraft();
        draft.IsComplete(hasFiles: false).ShouldBeFalse();
        draft.Errors["source"].ShouldBe(Words.SourceMissing);
        draft.IsComplete(hasFiles: true).ShouldBeTrue();
        draft.Errors.ShouldBeEmpty();
    }

    [Fact]
    public void Errors_of_the_API_are_shown_at_their_field_and_open_its_section()
    {
        var draft = new JobDraft();
        draft.Take(new Problem { Errors = new() { ["something_else"] = ["No."] } }).ShouldBeFalse();
        draft.Take(new Problem { Errors = new() { ["input.url"] = ["Not there."], ["start_at"] = ["Too late."], ["input.speakers"] = ["Too many."] } }).ShouldBeTrue();
        draft.Errors.ShouldBe(new Dictionary<string, PageText> { ["url"] = new(null, "Not there."), ["speakers"] = new(null, "Too many."), ["start"] = new(null, "Too late.") }, ignoreOrder: true);
        (draft.AreOptionsOpen, draft.AreWishesOpen).ShouldBe((true, true));
    }

    [Fact]
    public void A_batch_takes_one_of_the_tags()
    {
        var draft = new JobDraft { Url = "https://example.org/a.mp3", Tags = "a,b,c,d,e,f,g,h,i,j" };
        draft.IsComplete(hasFiles: false).ShouldBeTrue();
        draft.BatchTag = Batches.NewTag();
        draft.IsComplete(hasFiles: false).ShouldBeFalse();
        Batches.NewTag().ShouldNotBe(draft.BatchTag);
        Batches.IsTag("conference").ShouldBeFalse();
    }

    [Fact]
    public void The_request_contains_only_filled_fields()
    {
        var draft = new JobDraft { Title = " A talk ", Tags = "red, ,blue", Track = 1 };
        var request = draft.Request(new CaptionsInput(Url: "https://example.org/a.mp3"), start: null);
        (request.Title, request.StartAt).ShouldBe(("A talk", null));
        request.Tags.ShouldBe(["red", "blue"]);
        request.Input!.Value.GetRawText().ShouldContain("\"track\":1");
        request.Input!.Value.TryGetProperty("recognise", out _).ShouldBeFalse();
        new JobDraft { IsTyped = true }.Request(new CaptionsInput(), start: null).Input!.Value.GetProperty("recognise").GetBoolean().ShouldBeFalse();
        new JobDraft { Title = " ", Tags = "," }.Request(new CaptionsInput(), start: null).ShouldSatisfyAllConditions(empty => empty.Title.ShouldBeNull(), empty => empty.Tags.ShouldBeNull());
    }
}
