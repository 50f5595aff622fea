using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Platform.JobManager.Submission;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Submission;

public sealed class SearchTextTests
{
    [Fact]
    public void Text_to_search_is_title_source_and_first_job_and_nothing_else()
    {
        SearchText.Of(null, JsonElement.Parse("{}")).ShouldBeNull();
        SearchText.Of(null, JsonElement.Parse("""{"url":5,"language":"en"}""")).ShouldBeNull();
        SearchText.Of("My Talk", JsonElement.Parse("""{"url":"http://Host/A.mp3"}""")).ShouldBe("my talk\nhttp://host/a.mp3");

        // What recognises a recording again is found by the job that was first.
        SearchText.Of("Talk", JsonElement.Parse("""{"upload_id":"u","recognition_of":"0198C0C0-0000-7000-8000-000000000000"}""")).ShouldBe("talk\n\n0198c0c0-0000-7000-8000-000000000000");
    }

    [Fact]
    public void A_key_is_the_key_of_itself_and_of_every_form_of_its_text() => Prop.ForAll(TextSamples.Any.ToArbitrary(), text =>
    {
        string key = SearchText.KeyOf(text);
        SearchText.KeyOf(key).ShouldBe(key);
        if (TextSamples.CanBeEncoded(text) && !text.Contains('\uffff', StringComparison.Ordinal))
        {
            SearchText.KeyOf(text.Normalize(NormalizationForm.FormC)).ShouldBe(key);
            SearchText.KeyOf(text.Normalize(NormalizationForm.FormD)).ShouldBe(key);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Keys_tell_nothing_of_how_a_text_was_typed()
    {
        SearchText.KeyOf("CAFÉ").ShouldBe("café");
        SearchText.KeyOf("CAFE\u0301").ShouldBe("café");

        // Ångström's sign, and the dotted capital I in both of its forms.
        SearchText.KeyOf("\u212b").ShouldBe("å");
        SearchText.KeyOf("I\u0307").ShouldBe(SearchText.KeyOf("\u0130"));
    }
}
